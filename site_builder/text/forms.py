"""What a file is, told by its own bytes and never by its name: the few forms that an attachment may have."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

PICTURES = ("jpg", "png")
"""The forms that others than the office may be given, made anew from their pixels."""
FORMS = (*PICTURES, "pdf", "docx", "xlsx", "txt", "csv")
"""The forms that an attachment may have, as its name ends."""
MAX_PIXELS = 24_000_000
"""A picture of more is no attachment and is never decoded: a few hundred bytes can ask for any number of them."""
_PNG = b"\x89PNG\r\n\x1a\n"
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_STANDING_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Marks of a JPEG that have no length."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Marks of a JPEG under which its width and height stand."""


@dataclass(frozen=True, slots=True)
class Form:
    """One of FORMS, or "" for none of them; of a picture its width and height in pixels, by its head."""

    name: str
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        return self.name in PICTURES


UNKNOWN = Form("")


def form_of(data: bytes, claimed: str) -> Form:
    """What these bytes are. Text says nothing of itself, so that it is what its name claims, `txt` or `csv`."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"%PDF-"):
        return Form("pdf")
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    return Form(claimed) if claimed in ("txt", "csv") and _is_text(data) else UNKNOWN


def _png(data: bytes) -> Form:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return UNKNOWN
    return Form("png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))


def _jpeg(data: bytes) -> Form:
    """By the marks before the first scan (ISO/IEC 10918-1, annex B)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
        elif mark in _STANDING_ALONE:
            at += 2
        elif mark in _FRAMES:
            height, width = (int.from_bytes(data[start : start + 2], "big") for start in (at + 5, at + 7))
            return Form("jpg", width, height)
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return UNKNOWN


def _package(data: bytes) -> Form:
    """A document or a workbook without macros (ECMA-376, part 2)."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OverflowError):
        return UNKNOWN
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return UNKNOWN
    found = [form for form, main in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")) if main in names]
    return Form(found[0]) if len(found) == 1 else UNKNOWN


def _is_text(data: bytes) -> bool:
    try:
        return _NOT_TEXT.search(data.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False
