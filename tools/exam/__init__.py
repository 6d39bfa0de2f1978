"""The start and the end of an exam, driven through the handlers in one process: `make exam-drive`."""

import tools.measure as measured_code  # noqa: F401  # the environment is as on Lambda
