"""What a file is, is told by its bytes: whatever its name says, nothing passes for what it is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from site_builder.text.forms import FORMS, Form, form_of


def picture(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (31, 17)).save(out, kind, **more)
    return out.getvalue()


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


KNOWN = {
    "png": (picture("PNG"), Form("png", 31, 17)), "jpg": (picture("JPEG"), Form("jpg", 31, 17)),
    "a progressive jpg": (picture("JPEG", progressive=True), Form("jpg", 31, 17)),
    "pdf": (b"%PDF-1.7\n", Form("pdf")), "xlsx": (workbook(), Form("xlsx")),
    "docx": (package("[Content_Types].xml", "word/document.xml"), Form("docx")),
    "txt": ("沟宽 40 厘米。\r\n".encode(), Form("txt")), "an empty txt": (b"", Form("txt")),
    "a txt with a mark at its head": ("\ufeff沟".encode(), Form("txt")),
}  # fmt: skip
STRANGE = {
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a page": b"<!doctype html><script>",
    "GIF": picture("GIF"), "a program": b"MZ\x90\x00", "a script": b"#!/bin/sh\nrm -rf /\n",
    "macros": package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a zip": package("a.txt"),
    "two in one": package("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
    "a broken zip": workbook()[:200], "GB18030": "沟宽".encode("gb18030"), "UTF-16": "沟宽".encode("utf-16"),
    "a head alone": b"\x89PNG\r\n\x1a\n", "a JPEG without pixels": b"\xff\xd8\xff\xd9", "NUL": b"a\0b",
}  # fmt: skip
TEXTS = ("SVG", "a page", "a script")
"""These are text, and are served as such: a browser shows them and runs nothing."""


@pytest.mark.parametrize(("data", "form"), KNOWN.values(), ids=KNOWN)
def test_the_forms_that_are_taken_are_known(data: bytes, form: Form) -> None:
    assert form_of(data, "txt") == form


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("claimed", FORMS)
def test_nothing_else_is_taken_for_one_of_them(name: str, claimed: str) -> None:
    found = form_of(STRANGE[name], claimed).name
    assert found == (claimed if name in TEXTS and claimed in ("txt", "csv") else "")


@given(st.binary(max_size=300), st.sampled_from([data for data, _ in KNOWN.values()]), st.integers(0, 200))
def test_no_bytes_end_in_anything_but_an_answer(noise: bytes, known: bytes, at: int) -> None:
    for claimed in FORMS:
        form_of(noise, claimed)
        form_of(known[:at] + noise, claimed)
