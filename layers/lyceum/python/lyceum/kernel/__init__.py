"""What every context stands on: HTTP, errors, events, the table, timers, access, ids, time, money, text, settings.

The kernel knows no context. Contexts import it; it imports none of them.
"""
