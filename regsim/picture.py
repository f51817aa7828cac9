"""Reading a scenario back out of a PNG that regsim saved.

The text stands in a chunk of its own with the keyword ``regsim``. What is read is as untrusted as any file: its size
is capped, and it goes through the same checks as a scenario file.

Reference
---------
W3C, "Portable Network Graphics (PNG) Specification", 2003, section 11.3.4 (tEXt, zTXt, iTXt).
"""

import struct
import zlib
from collections.abc import Callable, Iterator

from regsim.parameters import InputError

KEYWORD = "regsim"
MAX_TEXT = 2**20  # bytes
MAX_BYTES = 256 * 2**20  # the largest picture that is exported is a tenth of this
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def scenario_text(content: bytes, name: str) -> str:
    """The TOML text of the scenario in a PNG; `name` is what the picture is called in sentences.

    Raises
    ------
    InputError
        When the content is no PNG, or has no scenario in it that can be read.
    """
    if not content.startswith(_SIGNATURE):
        raise InputError(f"{name}: must be a PNG picture")
    for kind, body in _chunks(content):
        keyword, _, rest = body.partition(b"\0")
        if kind in _DECODERS and keyword == KEYWORD.encode():
            return _decoded(kind, rest, name)
    raise InputError(f"{name}: must be a picture that regsim saved, got one without a scenario in it")


def fits(text: str) -> bool:
    """Whether a picture can carry this text so that it is read again."""
    return len(text.encode()) <= MAX_TEXT


def _decoded(kind: bytes, rest: bytes, name: str) -> str:
    try:
        text, encoding = _DECODERS[kind](rest)
        if len(text) <= MAX_TEXT:
            return text.decode(encoding)
    except (zlib.error, ValueError, IndexError):
        raise InputError(f"{name}: must hold a scenario that can be read, got a damaged one") from None
    raise InputError(f"{name}: must hold a scenario of at most {MAX_TEXT // 2**20} MiB")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, MAX_TEXT + 1)


def _international(rest: bytes) -> tuple[bytes, str]:
    compressed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[2]
    return (_inflate(text) if compressed else text), "utf-8"


# Of each kind of chunk, what its text is (cut off where it is too long) and how it is encoded.
_DECODERS: dict[bytes, Callable[[bytes], tuple[bytes, str]]] = {
    b"tEXt": lambda rest: (rest, "latin-1"),
    b"zTXt": lambda rest: (_inflate(rest[1:]), "latin-1"),
    b"iTXt": _international,
}
