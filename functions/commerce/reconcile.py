"""On JobDue of commerce.reconcile, every night: the provider's list is compared with each school's orders."""

from lyceum.commerce.reconcile import reconcile_all
from lyceum.kernel.jobs import job_entry_point

handler = job_entry_point("commerce.reconcile", reconcile_all)
