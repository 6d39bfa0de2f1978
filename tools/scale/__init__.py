"""What grows with a school, measured (`make scale`), and what a large one needs, on paper (arithmetic.py)."""

import tools.measure as measured_code  # noqa: F401  # the environment is as on Lambda
