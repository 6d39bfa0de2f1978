"""Schools on this platform: the tenant and how it begins, its organisation, its branches, its settings.

Tells: OnboardingRequested, TenantFounded, OnboardingFailed, TenantChanged, TenantSuspended, TenantReactivated,
OrganisationChanged, MemberPlaced, BranchChanged, BranchMemberChanged, BranchCourseChanged, BranchLimitChanged,
SettingChanged. Hears: nothing; its workflow hears OnboardingRequested.
"""
