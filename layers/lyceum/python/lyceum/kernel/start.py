"""What a process does before anything else: every context's package in `functions/` imports this module first."""

import gc
import os

from lyceum.kernel import dataclass_methods

gc.set_threshold(100_000, 10, 10)
# Importing makes hundreds of thousands of objects that live as long as the process: looking for garbage among them
# every 2,000 objects takes 8 % of a cold start. A request makes some thousands, of which nearly all go by themselves.

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# There are none, and to know it pydantic would read the name of every installed package.

dataclass_methods.use()
