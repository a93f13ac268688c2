"""What an audience gets of the attachments: the office all files as they lie, others the pictures that are for them.

A picture leaves the office only as pixels (`render.picture`), under a number: its own name may tell whose it is.
Source: hazards notes §5; docs/decisions/0029-attachments.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from site_builder.model.case import Attachment, Case
from site_builder.model.register import Register
from site_builder.render.picture import Unclear, library, made_anew
from site_builder.sources.attachments import Enclosed, Gone, enclosed_path
from site_builder.sources.layout import Kind
from site_builder.spec.audiences import REACH
from site_builder.text.forms import MAX_PIXELS, UNKNOWN, Form
from site_builder.verdicts.register import Changed

Pictures = dict[str, Enclosed]
"""The pictures of a case by the names they have in a site."""


def pictures_of(case: Case, register: Register, audience: str) -> tuple[tuple[Attachment, ...], Pictures]:
    """The attachments of a case that a village or the board gets, numbered, and their files. None without Pillow."""
    kept: list[Attachment] = []
    files: Pictures = {}
    for attachment, found in _leaving(case, register, audience):
        name = f"{len(kept) + 1}.{found.form.name}"
        kept.append(replace(attachment, file=name))
        files[name] = replace(found, is_cleaned=True)
    return tuple(kept), files


def paths_leaving(case: Case, register: Register, audience: str) -> tuple[str, ...]:
    """Where the pictures of a case that a village or the board gets lie in the register."""
    return tuple(found.path for _, found in _leaving(case, register, audience))


def left_out(cases: Iterable[Case], audience: str) -> int:
    """How many pictures of these cases an audience would get if Pillow were there."""
    if library() or audience == "office":
        return 0
    return sum(_is_for(case, one, audience) for case in cases for one in case.attachments)


def _leaving(case: Case, register: Register, audience: str) -> Iterator[tuple[Attachment, Enclosed]]:
    for attachment in case.attachments:
        found = register.enclosure(case, attachment)
        if found is not None and _is_for(case, attachment, audience) and _may_leave(found):
            yield attachment, found


def _is_for(case: Case, attachment: Attachment, audience: str) -> bool:
    return REACH.index(case.reach_of(attachment)) >= REACH.index(audience)


def _may_leave(found: Enclosed) -> bool:
    form = found.form
    return found.kind is Kind.FILE and form.is_picture and form.width * form.height <= MAX_PIXELS and bool(library())


@lru_cache(maxsize=8)
def shown_bytes(found: Enclosed) -> bytes | None:
    """What a site gets of a file; None for a picture that cannot be made anew. Raises Changed.

    The last ones are kept: a case's page, its data and its files are made one after another, and each asks.
    """
    try:
        data = found.read()
    except Gone:
        raise Changed(found.path) from None
    if not found.is_cleaned:
        return data
    try:
        return made_anew(data, found.form.name)
    except Unclear:
        return None


@dataclass(frozen=True, slots=True)
class Given:
    """An attachment as an audience gets it: its path in the site, what it is, and its bytes where they can be had."""

    path: str
    attachment: Attachment
    form: Form
    data: bytes | None


def given_files(register: Register, case: Case, day: date) -> Iterator[Given]:
    """The attachments of a case that a day knows, from an audience's own register. Raises Changed."""
    for attachment in case.attachments:
        if attachment.is_known(day):
            found = register.enclosure(case, attachment)
            form = found.form if found is not None else UNKNOWN
            data = shown_bytes(found) if found is not None and form.name else None
            yield Given(enclosed_path(case.id, attachment.file), attachment, form, data)


def stand_for_files(register: Register, case: Case) -> tuple[str, ...]:
    """What stands for the files of a case's attachments: others have another one."""
    found = (register.enclosure(case, attachment) for attachment in case.attachments)
    return tuple(one.digest if one is not None else "" for one in found)


def as_shown(files: Pictures) -> tuple[str, ...]:
    """What stands for pictures as their audience sees them, whatever else their files held."""
    return tuple(hashlib.sha256(shown_bytes(found) or b"").hexdigest() for found in files.values())
