"""Content of other systems in and out: OLX courses and GIFT questions become the normal form of `lyceum.content`.

The readers are pure: bytes in, documents and a report line per source element out. Nothing is executed, fetched or
written to disk.
"""
