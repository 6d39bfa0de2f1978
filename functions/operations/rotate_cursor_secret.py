"""On JobDue of operations.rotate_cursor_secret, every three months: cursors are signed with the next key."""

from lyceum.kernel.jobs import job_entry_point
from lyceum.operations.rotate_cursor_secret import rotate_cursor_secret

handler = job_entry_point("operations.rotate_cursor_secret", rotate_cursor_secret)
