"""A picture leaves the office as pixels, upright, and with nothing beside or behind them."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from site_builder.render.picture import Unclear, library, made_anew
from site_builder.text.forms import MAX_PIXELS, form_of

SECRET = b"canary-4711"
ORIENTATION, GPS, DESCRIPTION, COMMENT = 0x0112, 0x8825, 0x010E, 0x9286
RED, BLUE = (200, 20, 30), (20, 30, 200)


def painted(width: int = 48, height: int = 32) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def jpeg(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (29.0, 17.0, 3.0), 29: SECRET.decode()})
    exif.get_ifd(0x8769)[COMMENT] = b"ASCII\0\0\0" + SECRET
    out = io.BytesIO()
    painted().save(out, "JPEG", quality=95, exif=exif, comment=SECRET, icc_profile=b"\0" * 128 + SECRET)
    data = out.getvalue()
    jfxx = b"JFXX\0\x10" + SECRET  # a thumbnail
    return data[:2] + b"\xff\xe0" + struct.pack(">H", len(jfxx) + 2) + jfxx + data[2:] + b"PK\x03\x04" + SECRET


def png(mode: str = "RGB", **more: Any) -> bytes:
    said, exif = PngInfo(), Image.Exif()
    said.add_text("Comment", SECRET.decode())
    said.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    exif[DESCRIPTION] = SECRET.decode()
    out = io.BytesIO()
    painted().convert(mode).save(out, "PNG", pnginfo=said, exif=exif, compress_level=0, **more)
    return out.getvalue() + SECRET


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(("make", "form"), [(jpeg, "jpg"), (png, "png")])
def test_nothing_but_pixels_is_left(make: Callable[[], bytes], form: str) -> None:
    data = make()
    assert data.count(SECRET) >= 4
    made = made_anew(data, form)
    assert SECRET not in made
    picture = opened(made)
    assert picture.size == (48, 32) and not dict(picture.getexif())
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert form_of(made, form).name == form
    assert made.endswith(b"\xff\xd9" if form == "jpg" else b"IEND\xaeB`\x82")


def test_the_segments_of_a_jpeg_are_those_of_its_pixels() -> None:
    made = made_anew(jpeg(), "jpg")
    at, marks = 2, []
    while made[at + 1] != 0xDA:
        marks.append(made[at + 1])
        at += 2 + int.from_bytes(made[at + 2 : at + 4], "big")
    assert set(marks) <= {0xE0, 0xDB, 0xC0, 0xC4} and made[6:11] == b"JFIF\0"


def test_the_chunks_of_a_png_are_those_of_its_pixels() -> None:
    made = made_anew(png(), "png")
    at, kinds = 8, []
    while at < len(made):
        kinds.append(made[at + 4 : at + 8])
        at += 12 + int.from_bytes(made[at : at + 4], "big")
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(orientation: int) -> None:
    """1 and 4 have red on the left; the others where Exif 2.32, 4.6.4 says that the first column is."""
    picture = opened(made_anew(jpeg(orientation), "jpg")).convert("RGB")
    assert picture.size == ((48, 32) if orientation < 5 else (32, 48))
    width, height = picture.size
    middle = {
        "left": (3, height // 2), "right": (width - 4, height // 2), "top": (width // 2, 3), "bottom": (width // 2, height - 4),
    }  # fmt: skip
    red = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[orientation]
    found = picture.getpixel(middle[red])
    assert isinstance(found, tuple) and found[0] > 150 and found[2] < 100


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_way_of_keeping_pixels_is_read(mode: str) -> None:
    picture = painted().convert("L").convert("I;16") if mode == "I;16" else painted().convert(mode)
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert opened(made_anew(out.getvalue(), "png")).size == (48, 32)


def test_what_lies_behind_a_transparent_part_is_not_given() -> None:
    hidden = Image.new("RGBA", (8, 8), (*RED, 0))
    out = io.BytesIO()
    hidden.save(out, "PNG")
    assert opened(made_anew(out.getvalue(), "png")).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def test_the_same_pixels_are_the_same_bytes_whatever_else_their_files_held() -> None:
    bare = io.BytesIO()
    painted().save(bare, "PNG")
    assert made_anew(png(), "png") == made_anew(bare.getvalue(), "png") == made_anew(png(), "png")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(MAX_PIXELS + 1, 1), (60000, 60000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_asks_for_too_much_is_never_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "frombytes", None)
    with pytest.raises(Unclear):
        made_anew(bomb(*size), "png")


@pytest.mark.parametrize(("make", "form"), [(jpeg, "jpg"), (png, "png")])
@pytest.mark.parametrize("cut", [3, 20, 200, 900])
def test_what_is_damaged_is_refused(make: Callable[[], bytes], form: str, cut: int) -> None:
    data = make()
    with pytest.raises(Unclear):
        made_anew(data[:cut] + b"\0" * 40, form)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xd9", bomb(5000, 4000)],
    ids=["nothing", "GIF", "SVG", "no picture", "pixels missing"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["jpg", "png"])
def test_what_is_no_picture_of_its_form_is_refused(data: bytes, form: str) -> None:
    with pytest.raises(Unclear):
        made_anew(data, form)


def test_a_picture_of_another_form_than_its_name_says_is_refused() -> None:
    with pytest.raises(Unclear):
        made_anew(png(), "jpg")


PAGE = b"<script>alert(document.domain)</script>"
POLYGLOTS = {
    "a page": PAGE, "a program for PHP": b"<?php system($_GET[0]); ?>", "an archive": b"PK\x03\x04" + b"\0" * 26 + PAGE,
    "a document": b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj", "a script": b"=1;alert(1)//",
}  # fmt: skip


@pytest.mark.parametrize("other", POLYGLOTS.values(), ids=POLYGLOTS)
def test_what_is_a_picture_and_something_else_too_is_a_picture_alone(other: bytes) -> None:
    plain = io.BytesIO()
    painted().save(plain, "PNG")
    data = plain.getvalue()
    as_png = data[:33] + chunk(b"tEXt", b"Comment\0" + other) + chunk(b"abCd", other) + data[33:] + other
    assert made_anew(as_png, "png") == made_anew(data, "png")
    out = io.BytesIO()
    painted().save(out, "JPEG", comment=other)
    made = made_anew(out.getvalue() + other, "jpg")
    assert other not in made and b"alert" not in made and b"system" not in made


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_what_is_packed_beside_the_pixels_is_not_unpacked_without_end(kind: bytes) -> None:
    """A hundred million bytes in a hundred thousand: the picture is shown without them, or not at all."""
    data = png()
    packed = zlib.compress(bytes(100_000_000), 9)
    head = {b"zTXt": b"x\0\0", b"iTXt": b"x\0\x01\0\0\0", b"iCCP": b"x\0\0"}[kind]
    tracemalloc.start()
    try:
        assert opened(made_anew(data[:33] + chunk(kind, head + packed) + data[33:], "png")).size == (48, 32)
    except Unclear:
        pass
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 20_000_000


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["jpg", "png"]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_no_bytes_end_in_anything_but_a_picture_or_a_refusal(form: str, marks: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND[form])
    for at, value in marks:
        data[at % len(data)] = value
    try:
        assert opened(made_anew(bytes(data), form)).format == {"jpg": "JPEG", "png": "PNG"}[form]
    except Unclear:
        pass


SOUND = {"jpg": jpeg(), "png": png("P")}


def test_the_library_is_named() -> None:
    assert library()
