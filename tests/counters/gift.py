"""Every element of a GIFT file, by name, counted with the standard library alone: nothing of Lyceum is imported.

Names: the file itself, and `file:line` for each question, category and marked comment.

A question is a run of lines between blank lines that are no comments; its line is the first of them. A comment is an
element if it carries an id or a tag. Source: Moodle documentation, "GIFT format".
"""

import re

MARKED = re.compile(r"\[(id|tag):.*\]")


def count(name: str, content: bytes) -> list[str]:
    """All names, each once."""
    found = [name]
    in_question = False
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            if MARKED.search(bare):
                found.append(f"{name}:{number}")
        elif not bare:
            in_question = False
        elif bare.upper().startswith("$CATEGORY:"):
            in_question = False
            found.append(f"{name}:{number}")
        elif not in_question:
            in_question = True
            found.append(f"{name}:{number}")
    return found
