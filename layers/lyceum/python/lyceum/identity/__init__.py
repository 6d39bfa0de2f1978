"""People and their memberships: one platform-wide person, one membership per tenant (RULES X13, X6).

Tells: MemberJoined, RolesAssigned. Hears: TenantFounded (tenancy).
"""
