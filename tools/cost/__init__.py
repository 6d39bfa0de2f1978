"""What a tenant and a learner's month cost, from what was metered: `make cost`."""

import tools.measure as measured_code  # noqa: F401  # puts the product on the path
