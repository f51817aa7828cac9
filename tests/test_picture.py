"""A scenario comes back out of a PNG, and nothing that a file may hold does any harm."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regsim import InputError, Scenario, dumps, load
from regsim.picture import MAX_TEXT, fits, scenario_text

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = (b"IDAT", zlib.compress(b"\0\0"))
END = (b"IEND", b"")
TEXT = dumps(Scenario(title="η and λ"))
ASCII_TEXT = dumps(Scenario(title="plain"))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [SIGNATURE]
    for kind, body in (HEADER, *chunks, PIXELS, END):
        parts.append(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
    return b"".join(parts)


def international(text: bytes, *, compressed: bool) -> bytes:
    return b"regsim\0" + (b"\1" if compressed else b"\0") + b"\0en\0\0" + (zlib.compress(text) if compressed else text)


def text_of(content: bytes) -> str:
    return scenario_text(content, "picture.png")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "picture.png"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("chunk", "text"),
    [
        ((b"tEXt", b"regsim\0" + ASCII_TEXT.encode("latin-1")), ASCII_TEXT),
        ((b"zTXt", b"regsim\0\0" + zlib.compress(ASCII_TEXT.encode("latin-1"))), ASCII_TEXT),
        ((b"iTXt", international(TEXT.encode(), compressed=False)), TEXT),
        ((b"iTXt", international(TEXT.encode(), compressed=True)), TEXT),
    ],
    ids=["tEXt", "zTXt", "iTXt", "compressed iTXt"],
)
def test_the_text_is_read_from_every_kind_of_text_chunk(chunk: tuple[bytes, bytes], text: str) -> None:
    assert text_of(png(chunk)) == text


def test_texts_with_other_keywords_are_passed_over() -> None:
    assert text_of(png((b"tEXt", b"Title\0regsim"), (b"tEXt", b"regsim\0found"))) == "found"


def test_a_picture_loads_as_the_scenario_in_it(tmp_path: Path) -> None:
    path = written(tmp_path, png((b"iTXt", international(TEXT.encode(), compressed=True))))

    assert load(path) == Scenario(title="η and λ")


def test_a_scenario_in_a_picture_is_checked_like_any_other(tmp_path: Path) -> None:
    path = written(tmp_path, png((b"tEXt", b"regsim\0" + ASCII_TEXT.replace("n_steps = 100", "n_steps = 0").encode())))

    with pytest.raises(InputError, match=r"picture\.png: n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0$"):
        load(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"picture\.png: must be a PNG picture$"),
        (b"GIF89a", r"picture\.png: must be a PNG picture$"),
        (png(), r"picture\.png: must be a picture that regsim saved, got one without a scenario in it$"),
        (png((b"zTXt", b"regsim\0\0nonsense")), r"picture\.png: must hold a scenario that can be read, got a damaged"),
        (png((b"iTXt", b"regsim\0")), r"picture\.png: must hold a scenario that can be read, got a damaged one$"),
        (png((b"iTXt", b"regsim\0\0\0\0")), r"picture\.png: must hold a scenario that can be read, got a damaged"),
        (png((b"iTXt", international(b"\xff\xfe", compressed=False))), r"picture\.png: must hold a scenario that can"),
    ],
    ids=["empty", "not a PNG", "no scenario", "not compressed", "cut off", "no text", "not UTF-8"],
)
def test_a_picture_without_a_readable_scenario_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=f"^{sentence}"):
        text_of(content)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
@pytest.mark.parametrize("letter", ["a", "λ"])
def test_a_text_that_inflates_without_end_is_cut_off_and_refused(kind: bytes, letter: str) -> None:
    bomb = letter.encode() * (64 * MAX_TEXT)
    bodies: dict[bytes, Callable[[], bytes]] = {
        b"tEXt": lambda: b"regsim\0" + bomb,
        b"zTXt": lambda: b"regsim\0\0" + zlib.compress(bomb),
        b"iTXt": lambda: international(bomb, compressed=True),
    }

    with pytest.raises(InputError, match=r"^picture\.png: must hold a scenario of at most 1 MiB$"):
        text_of(png((kind, bodies[kind]())))


@pytest.mark.parametrize("letter", ["a", "λ"])
def test_a_text_fits_into_a_picture_if_it_can_be_read_from_it_again(letter: str) -> None:
    text = letter * (MAX_TEXT // len(letter.encode()))

    assert text_of(png((b"iTXt", international(text.encode(), compressed=True)))) == text
    assert fits(text)
    assert not fits(text + letter)


def test_a_missing_picture_is_told_like_any_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.png: must be a file or a lesson, such as "):
        load(tmp_path / "none.png")


WHOLE = png((b"iTXt", international(TEXT.encode(), compressed=True)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.integers(0, len(WHOLE)).map(lambda n: WHOLE[:n]),
        st.binary(max_size=200).map(lambda garbage: SIGNATURE + garbage),
        st.tuples(st.sampled_from([b"tEXt", b"zTXt", b"iTXt"]), st.binary(max_size=80)).map(
            lambda chunk: png((chunk[0], b"regsim\0" + chunk[1]))
        ),
        st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)).map(
            lambda change: WHOLE[: change[0]] + bytes([change[1]]) + WHOLE[change[0] + 1 :]
        ),
    )
)
def test_whatever_bytes_a_picture_has_loading_gives_a_scenario_or_an_input_error(
    tmp_path: Path, content: bytes
) -> None:
    try:
        scenario = load(written(tmp_path, content))
    except InputError:
        return
    assert isinstance(scenario, Scenario)
