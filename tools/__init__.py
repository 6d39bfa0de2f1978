"""Development only: the local stack, its deployment, people to sign in with, packaging. Nothing here is deployed.

The product is on the path of whoever imports a tool, as Lambda puts it there; processes that a tool starts know nothing
of that.
"""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
# Behind what is there: checks put another copy of the product in front.
sys.path += [folder for each in ("layers/lyceum/python", "functions") if (folder := str(_ROOT / each)) not in sys.path]
