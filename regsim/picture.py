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
from pathlib import Path

from regsim.parameters import InputError

KEYWORD = "regsim"
MAX_TEXT = 2**20
MAX_BYTES = 256 * 2**20  # the largest picture that is exported is a tenth of this
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def scenario_text(path: Path) -> str:
    """The TOML text of the scenario in a PNG.

    Raises
    ------
    InputError
        When the file cannot be read, is no PNG, or has no scenario in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise InputError(f"{path}: must be at most {MAX_BYTES // 2**20} MiB large")
    if not content.startswith(_SIGNATURE):
        raise InputError(f"{path}: must be a PNG picture")
    for kind, body in _chunks(content):
        keyword, _, rest = body.partition(b"\0")
        if kind in _DECODERS and keyword == KEYWORD.encode():
            try:
                text = _DECODERS[kind](rest)
            except (zlib.error, ValueError, IndexError):
                raise InputError(f"{path}: must hold a scenario that can be read, got a damaged one") from None
            if len(text) > MAX_TEXT:
                raise InputError(f"{path}: must hold a scenario of at most {MAX_TEXT} characters, got {len(text)}")
            return text
    raise InputError(f"{path}: must be a picture that regsim saved, got one without a scenario in it")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, MAX_TEXT + 1)


def _international(rest: bytes) -> str:
    compressed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[2]
    return (_inflate(text) if compressed else text).decode()


_DECODERS: dict[bytes, Callable[[bytes], str]] = {
    b"tEXt": lambda rest: rest.decode("latin-1"),
    b"zTXt": lambda rest: _inflate(rest[1:]).decode("latin-1"),
    b"iTXt": _international,
}
