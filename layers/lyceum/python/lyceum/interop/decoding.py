"""Bytes of a source file as text: UTF-8 and nothing else."""

import codecs

from lyceum.interop import errors, limits

_OTHER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def decode(path: str, content: bytes) -> str:
    """The text of a UTF-8 file, without its byte order mark, its line ends as line feeds.

    Raises SourceNotUtf8 with the place of the first wrong byte, SourceTextTooLarge.
    """
    if len(content) > limits.MAX_TEXT_BYTES:
        raise errors.SourceTextTooLarge(f"{path} is larger than {limits.MAX_TEXT_BYTES} bytes", path=path)
    for mark, name in _OTHER_MARKS.items():
        if content.startswith(mark):
            raise errors.SourceNotUtf8(f"{path} is {name}; save it as UTF-8", path=path)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise errors.SourceNotUtf8(
            f"{path} is not UTF-8: byte 0x{byte:02x} in line {line}", path=path, line=line
        ) from problem
    return text.replace("\r\n", "\n").replace("\r", "\n")
