"""What operators need: the relay, timers, scheduled jobs, and the pages about the API.

Tells: JobDue. Hears: JobRunOverdue.
"""
