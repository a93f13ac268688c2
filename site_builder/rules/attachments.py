"""The files that belong to a matter are there, are what they claim to be, and go no further than their matter does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.model.case import Attachment, Case
from site_builder.model.register import Register
from site_builder.rules.rule import RegisterRule
from site_builder.sources.attachments import ATTACHMENTS, MAX_BYTES, Enclosed, enclosed_path, ending
from site_builder.sources.layout import Kind, shown
from site_builder.spec.audiences import REACH
from site_builder.text.finding import Finding, Related, Term, finding
from site_builder.text.forms import FORMS, MAX_PIXELS, PICTURES
from site_builder.text.place import Place


def attachments(register: Register, as_of: date) -> Iterator[Finding]:
    """What is wrong with the attachments of every case, and which files belong to none.

    A rule over the whole register: a file may change, come or go without any record changing.
    """
    for case in register.cases:
        if not case.is_sealed:  # P304 says that it has none
            for index, attachment in enumerate(case.attachments):
                yield from _said(case, index, attachment)
                if register.enclosed is not None:
                    yield from _lying(case, index, attachment, register.enclosed)
    if register.enclosed:
        yield from _unnamed(register, register.enclosed)


def _said(case: Case, index: int, attachment: Attachment) -> Iterator[Finding]:
    """What the record itself says wrongly."""
    record, keys = case.record, ("attachments", index)
    if not ending(attachment.file):
        yield finding("F036", record.at(*keys, "file"), file=attachment.file, allowed=tuple(f".{f}" for f in FORMS))
    elif any(attachment.file == other.file for other in case.attachments[:index]):
        yield finding("F036", record.at(*keys, "file"), "twice", file=attachment.file)
    if not attachment.redacted:
        yield finding("S809", record.at(*keys, "redacted"), file=attachment.file)
    if REACH.index(attachment.audience) > REACH.index(case.access):
        place, related = record.at(*keys, "audience"), Related(record.at("access"), "access")
        reader, access = Term("attachment_audience", attachment.audience), Term("access", case.access)
        yield finding("S810", place, related=(related,), reader=reader, access=access)
    elif attachment.audience != "office" and ending(attachment.file) not in ("", *PICTURES):
        yield finding("S810", record.at(*keys, "audience"), "form", file=attachment.file)


def _lying(case: Case, index: int, attachment: Attachment, enclosed: Mapping[str, Enclosed]) -> Iterator[Finding]:
    """What is wrong with the file itself."""
    claimed, place = ending(attachment.file), case.record.at("attachments", index, "file")
    if not claimed:
        return
    path = enclosed_path(case.id, attachment.file)
    found = enclosed.get(path)
    if found is None:
        yield finding("F037", place, path=path)
    elif found.kind is not Kind.FILE:
        yield finding("F037", place, "link" if found.kind is Kind.LINK else "other", path=path)
    elif found.size > MAX_BYTES:
        yield finding("F039", place, path=path, most=MAX_BYTES // 1024 // 1024)
    elif found.form.name != claimed:
        yield finding(
            "F038", place, "other" if found.form.name else "", path=path, claimed=claimed, form=found.form.name
        )
    elif found.form.width * found.form.height > MAX_PIXELS:
        width, height = found.form.width, found.form.height
        yield finding("F039", place, "pixels", path=path, width=width, height=height, most=MAX_PIXELS // 1_000_000)


def _unnamed(register: Register, enclosed: Mapping[str, Enclosed]) -> Iterator[Finding]:
    """Files that no case names. Of a sealed case's folder not even the name of a file is told."""
    named = {enclosed_path(case.id, one.file) for case in register.cases for one in case.attachments}
    told: set[str] = set()
    for path, found in enclosed.items():
        if path in named:
            continue
        id = path.removeprefix(f"{ATTACHMENTS}/").partition("/")[0]
        case = register.case_by_id.get(id)
        if case is not None and case.is_sealed:
            if id not in told:
                yield finding("F040", case.record.at("access"), "sealed")
            told.add(id)
        elif path.count("/") != 2 or found.kind is Kind.FOLDER:
            yield finding("F040", Place(shown(path)), "place")
        elif case is None:
            yield finding("F040", Place(shown(path)), "case", case=shown(id))
        else:
            yield finding("F040", Place(shown(path)), case=id)


REGISTER_RULES: tuple[RegisterRule, ...] = (attachments,)
