"""What a cold start and a request cost, over a floor written by hand: `make bench`."""

import tools.measure as measured_code  # noqa: F401  # the environment is as on Lambda
