"""One cold start, in an interpreter that knows the standard library alone: import the handler, answer one event.

`python -I -S -B cold_child.py <folders, joined by :> <module> <event file> <modules, joined by :>`; the descriptor 3
gets what the first invocation ended with, and which of the modules were loaded by then. A function's process does not
end after its answer, so this one ends without tidying.
"""

import json
import os
import sys


def main() -> None:
    """Start, answer, end."""
    folders, name, event, watched = sys.argv[1:5]
    sys.path[:0] = folders.split(":")
    module = __import__(name, fromlist=["handler"])
    with open(event, encoding="utf-8") as file:  # noqa: PTH123  # pathlib would be loaded for it
        asked = json.load(file)
    try:
        answer = module.handler(asked, None)
        ended = str(answer.get("statusCode", "ok")) if isinstance(answer, dict) else "ok"
    except Exception as error:  # noqa: BLE001  # consumers refuse what a table without items cannot give them
        ended = type(error).__name__
    sys.stdout.flush()
    loaded = [module for module in watched.split(":") if module in sys.modules]
    os.write(3, json.dumps([ended, loaded]).encode())
    os._exit(0)


main()
