"""People and their memberships: one platform-wide person, one membership per tenant (RULES X13, X6).

Tells: MemberJoined, MemberLeft, RolesAssigned, MembershipTakenBack.
Tenancy's onboarding workflow has it appoint administrators.
"""
