"""On JobDue of insight.seal_days, every night: counters of days that are over are sealed."""

from lyceum.insight.seal_days import seal_days
from lyceum.kernel.jobs import job_entry_point

handler = job_entry_point("insight.seal_days", seal_days)
