"""Schools on this platform: the tenant record and its settings.

Tells: TenantFounded. Hears: nothing yet.
"""
