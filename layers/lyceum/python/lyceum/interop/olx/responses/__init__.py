"""What a problem asks for: one reader per kind of response."""

from lyceum.interop.olx.responses.registry import read_response

__all__ = ["read_response"]
