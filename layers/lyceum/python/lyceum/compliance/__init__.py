"""What must be provable afterwards: who did what (audit), who agreed to what (terms), and that a person was forgotten.

Tells: AuditExportRequested, AuditExportFinished, TermsEnacted, TermsAccepted, PersonForgotten. Hears: every event.
"""
