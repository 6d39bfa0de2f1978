"""How much one upload may hold. Beyond these a file is refused before it costs memory or time."""

MIB = 1024 * 1024

MAX_FILES = 20_000
"""Files in one archive."""
MAX_FILE_BYTES = 64 * MIB
"""One file, uncompressed."""
MAX_TOTAL_BYTES = 256 * MIB
"""All files together, uncompressed."""
MAX_RATIO = 200
"""Uncompressed size over compressed size; course text reaches about 20."""
RATIO_FREE_BYTES = 8 * MIB
"""Up to this size an archive may have any ratio."""
MAX_PATH_CHARACTERS = 400

MAX_TEXT_BYTES = 8 * MIB
"""One XML, HTML, JSON or GIFT file that is read as text."""
MAX_QUESTION_XML_BYTES = 48 * MIB
"""One XML file of questions: Moodle writes pictures and sounds into it."""
MAX_XML_DEPTH = 100
MAX_HTML_DEPTH = 1_000
MAX_ELEMENTS = 200_000
"""Source elements of one course."""
MAX_QUESTIONS = 5_000
"""Questions of one import."""
MAX_TRIED_ELEMENTS = 30_000_000
"""Elements of scoring rules that one import looks at while it tries answers: a minute or so."""
MAX_CHOICES = 200
"""Options, pairs or accepted answers of one question."""
MAX_LANGUAGES = 20
"""Of one text, as LocalizedText has it."""
MAX_VERBATIM_CHARACTERS = 20_000
"""Of a block or problem that is kept as it was found."""
