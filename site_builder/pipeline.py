"""A register judged → edition → pages → site. What comes before is in `checking`."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from site_builder.cache.made import MadeFrom, made_from, note_made
from site_builder.cache.notes import KeptNotes
from site_builder.cache.place import cache_folder, salt, templates_folder
from site_builder.cache.program import other_files, program
from site_builder.cache.stamps import combined, digest
from site_builder.exports import all_exports, export_parts
from site_builder.gate import gate
from site_builder.making import Bench, NoText, Progress, make_parts, set_page, taken_over
from site_builder.model.case import Case
from site_builder.model.papers import Offer, offers
from site_builder.model.register import Register
from site_builder.model.timetable import forget
from site_builder.model.weeks import Week
from site_builder.output.hand import Hand
from site_builder.output.publish import Published, Stage
from site_builder.pages import PAGE_TYPES, all_pages, page_parts, page_types, site_of
from site_builder.pages.edition_index import index
from site_builder.pages.ledgers import ledger_pages
from site_builder.pages.paper import paper_page
from site_builder.pages.part import ALL, Part
from site_builder.pages.week import week_page
from site_builder.render.kept_templates import NOWHERE, Keep
from site_builder.render.page import File
from site_builder.render.pdf import pdf
from site_builder.render.picture import library
from site_builder.render.render import compiled, ready, render
from site_builder.render.theme import Theme, load_theme, unused
from site_builder.rules.checked import Checked
from site_builder.rules.page import rule_page
from site_builder.rules.privacy import is_sealed_text
from site_builder.sources.git import HistoryMissing, NotInGit, Repository, Tree, UnknownRevision
from site_builder.sources.layout import id_of
from site_builder.spec import Language
from site_builder.unaffected import Unaffected
from site_builder.views.audience import Audience
from site_builder.views.change.change import Change
from site_builder.views.change.preview import preview
from site_builder.views.edition import Edition, edition
from site_builder.views.past import Committed, Past, saved_by_path
from site_builder.views.pictures import left_out, paths_leaving
from site_builder.views.secrets import secrets
from site_builder.views.tables import TableData
from site_builder.workers import Run, cores, runner

NONE: Mapping[str, str] = MappingProxyType({})
Elsewhere = Callable[[Checked, Edition, Theme, Hand], Callable[[], Bench]]
"""Tells a process that knows nothing yet how to set up the same bench."""
ROBOTS = File("robots.txt", b"User-agent: *\nDisallow: /\n")


@dataclass(frozen=True)
class Built:
    """A finished site, not yet published. `refused` is true where errors forbid it."""

    checked: Checked
    files: tuple[File, ...]
    refused: bool


def build(checked: Checked, audience: Audience, language: Language, draft: bool = False) -> Built:
    """The whole site of one audience in memory; nothing at all where the register has errors and it is no draft.

    Raises ThemeProblem where the theme or the town's words cannot be used.
    """
    if checked.register is None or (checked.errors and not draft):
        return Built(checked, (), refused=True)
    return _built(checked, edition_of(checked, audience, language, draft))


def edition_of(checked: Checked, audience: Audience, language: Language, draft: bool) -> Edition:
    """What an audience gets of a register that could be read, with its findings and its history for the office."""
    assert checked.register is not None
    kept = checked.kept
    past = None
    if audience.kind == "office":
        past = past_of(checked.root, checked.register, checked.as_of, kept.blobs if kept else NONE)
    return edition(
        checked.register, audience, checked.as_of, language, tuple(checked.spoken(language)), draft, past,
        kept.groups if kept else None, _notes(checked),
    )  # fmt: skip


def _notes(checked: Checked) -> KeptNotes | None:
    folder = cache_folder(checked.root) if checked.kept else None
    return KeptNotes(folder) if folder is not None else None


def build_into(
    stage: Stage, checked: Checked, audience: Audience, language: Language, draft: bool, run: Run,
    progress: Progress | None = None, elsewhere: Elsewhere | None = None,
) -> Done | None:  # fmt: skip
    """As `build`, but straight onto a stage, by several processes, and making only what changed; then it is shown.
    `elsewhere` is needed where `run` sends the work to processes that are not forked from this one.

    A village's and the board's must get past the gate, and leave nothing on the disk that was shown before and no more.
    None where the register has errors and it is no draft. Raises ThemeProblem; Changed, Damaged where
    the register or the cache is no longer what was judged; output.problem.Refused; WorkerDied; OSError.
    """
    if checked.register is None or (checked.errors and not draft):
        return None
    return _into(stage, checked, checked.register, audience, language, draft, run, progress, elsewhere)


@dataclass(frozen=True, slots=True)
class Done:
    """A site that is shown now: how it was published, and the cases whose text cannot be shown."""

    published: Published
    without_text: tuple[NoText, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken from a site although the register has errors: the ids of cases and the paths of attachments, and
    the site without them."""

    gone: tuple[str, ...]
    done: Done


def withdraw_into(
    stage: Stage, checked: Checked, audience: Audience, language: Language, before: Collection[str] | None, run: Run
) -> Withdrawn | None:  # fmt: skip
    """Take from a site what its audience may no longer see, where errors forbid to build it anew.

    `before` are the cases and attachments that it shows, None where nobody knows. A case that cannot be read is no longer for a village or
    the board. What else there is of them is shown as it now is where it has no error, and every page says draft; the
    office gets the draft. None where nothing is to be taken away, or the town cannot be read. Raises as `build_into`.
    """
    register = checked.register
    if register is None:
        return None
    given = set(_given(register, register.cases, audience))
    if audience.kind == "office":
        sealed = {case.id for case in register.cases if case.is_sealed}
        sealed |= {id_of(path) for path in checked.unread if is_sealed_text(checked.texts.get(path, ""))}
        gone = sealed.intersection(before or ())
        kept = register
    else:
        kept = replace(register, cases=_without_errors(checked, register))
        gone = set(before or ()) - given
    if not gone and (before is not None or audience.kind == "office"):
        return None
    clean = replace(checked, register=kept)
    return Withdrawn(tuple(sorted(gone)), _into(stage, clean, register, audience, language, True, run, is_whole=False))


def _without_errors(checked: Checked, register: Register) -> tuple[Case, ...]:
    wrong = {one.place.path for one in checked.findings if rule_page(one.code).severity == "error"}
    return tuple(case for case in register.cases if case.path not in wrong)


def pictures_left_out(checked: Checked, audience: Audience) -> int:
    """How many pictures are not on an audience's site because Pillow is not there to make them anew."""
    cases = checked.register.cases if checked.register else ()
    return left_out((case for case in cases if audience.sees(case)), audience.kind)


def what_is_shown(checked: Checked, audience: Audience, withdrawn: bool) -> tuple[str, ...]:
    """The ids of the cases and the paths of the attachments on a site that was just published, or from which something
    was just withdrawn."""
    register = checked.register
    if register is None:
        return ()
    cases = _without_errors(checked, register) if withdrawn and audience.kind != "office" else register.cases
    return tuple(_given(register, cases, audience))


def _given(register: Register, cases: Iterable[Case], audience: Audience) -> Iterator[str]:
    """What an audience gets of these cases, by id and, of attachments, by path; the office loses no file before its
    case."""
    for case in cases:
        if audience.sees(case):
            yield case.id
            if audience.kind != "office":
                yield from paths_leaving(case, register, audience.kind)


def _into(
    stage: Stage, checked: Checked, register: Register, audience: Audience, language: Language, draft: bool, run: Run,
    progress: Progress | None = None, elsewhere: Elsewhere | None = None, is_whole: bool = True,
) -> Done:  # fmt: skip
    """Make and show a site; `register` is the whole of which `checked` may hold a part."""
    shown = edition_of(checked, audience, language, draft)
    theme = theme_of(checked, shown)
    environment = _environment(checked, shown, theme)
    passed = None
    if audience.kind != "office":
        environment = combined([salt(checked.root), environment])
        hidden = secrets(register, shown, _fixed(shown, theme))
        passed = gate(hidden, combined([environment, repr(sorted(hidden.items()))]).hex())
    others = other_files(checked.root)
    site = _site(checked, shown, environment, others) if is_whole else ""
    if site and stage.stands_for == site:
        return Done(stage.unchanged())
    stage.begin()
    for file in (*theme.static, ROBOTS):
        stage.add(file.path, stage.write(file), file is not ROBOTS)
    upon = _upon(stage, checked, shown, site, combined([environment, *others])) if site and others is not None else None
    taken = taken_over(stage, upon) if upon and elsewhere is None else None
    for path, written in taken.files if taken else ():
        stage.add(path, written)
    parts = parts_of(shown, theme, taken.listed if taken else ALL)
    again = elsewhere(checked, shown, theme, stage.hand()) if elsewhere else None
    bench = Bench(parts, theme, stage.write, forgetting(checked, shown))
    made = make_parts(bench, stage, environment, run, progress, again, upon)
    empty, keys = made.empty, made.keys
    if taken:
        empty, keys = (*taken.empty, *empty), {**taken.keys, **keys}
    narrows = passed is not None or not is_whole
    published = stage.publish("" if made.without_text else site, empty, passed, narrows, runner(cores()))
    if upon is not None and checked.kept is not None and (folder := cache_folder(checked.root)) is not None:
        checked.kept.save()
        note_made(folder, stage.out, replace(upon.now, keys=keys))
    return Done(published, made.without_text)


def _upon(stage: Stage, checked: Checked, shown: Edition, site: str, beside: bytes) -> Unaffected | None:
    """What tells which parts stay as the site has them that is shown; None where the cache has nothing of it, or where
    what an audience gets is made of all cases together."""
    kept, register, folder = checked.kept, checked.register, cache_folder(checked.root)
    if kept is None or register is None or folder is None or shown.audience.kind != "office":
        return None
    before = made_from(folder, stage.out)
    if before is not None and before.site != stage.stands_for:
        before = None

    def parts(some: Register, groups: Mapping[str, bytes]) -> list[Part]:
        told = edition(some, shown.audience, shown.as_of, shown.language, (), shown.draft, None, groups)
        return [*export_parts(told), *page_parts(told)]

    past = shown.past or Past("not_in_git")
    is_in_git = past.knowledge != "not_in_git"
    saved = digest(repr((past.knowledge, past.folder, past.saved)).encode()) if is_in_git else b""
    now = MadeFrom(site, beside, index(shown).used, dict(kept.groups), saved, dict(past.unsaved), {})
    return Unaffected(now, before, register, parts, kept.former)


def forgetting(checked: Checked, shown: Edition) -> Callable[[int], None]:
    """Takes cases from memory, but for so many; those come again when they are asked for."""

    def forget_beyond(most: int) -> None:
        for case in checked.kept.too_many(most) if checked.kept else ():
            forget(case, shown.register)

    return forget_beyond


def parts_of(shown: Edition, theme: Theme, about: Container[str] = ALL) -> list[Part]:
    """All of a site but the theme's own files, of those about a case or a week only these; the templates are compiled,
    once for all processes."""
    ready(theme)
    for kind in page_types(shown):
        compiled(kind.TEMPLATE, theme)
    return [*export_parts(shown, about), *page_parts(shown, about)]


def _environment(checked: Checked, shown: Edition, theme: Theme) -> bytes:
    """What stands for all that every file of a site is made from, beside the records."""
    files = (path for folder in theme.folders for path in sorted(folder.rglob("*")) if path.is_file())
    settled: list[bytes | str] = [checked.kept.environment if checked.kept else b"", str(shown.audience)]
    settled += [shown.language, str(shown.draft), repr(theme.site), library()]
    for path in files:
        settled += [os.fspath(path), path.read_bytes()]
    return combined(settled)


def _fixed(shown: Edition, theme: Theme) -> str:
    """The words that a theme and the spec put on every site, whatever the register holds."""
    files = (
        path
        for folder in theme.folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".html", ".js")
    )
    return "\n".join(
        [*(path.read_text(encoding="utf-8", errors="replace") for path in files), repr(shown.register.spec)]
    )


def _site(checked: Checked, shown: Edition, environment: bytes, others: list[str] | None) -> str:
    """What stands for all that the whole site is made from; "" where nobody knows, or a file was just written."""
    if checked.kept is None or others is None:
        return ""
    records = (part for path, group in checked.kept.groups.items() for part in (path, group))
    found = (repr(checked.findings), repr(checked.waived), repr(shown.past))
    return combined([environment, *others, *records, *checked.unread, *found]).hex()


def past_of(root: Path, register: Register, as_of: date, blobs: Mapping[str, str] = NONE) -> Past:
    """What git knows of the register's records up to a day: one reading of the log for all of them.

    `blobs` are the names that git would give to the files as they are, as far as they are known.
    """
    try:
        repository = Repository(root)
        head = repository.head()
        log = [
            Committed(commit.id, commit.on, commit.name, commit.author, commit.subject, paths)
            for commit, paths in repository.record_log(head)
        ]
        tree = repository.tree(head)
    except NotInGit:
        return Past("not_in_git")
    except UnknownRevision:
        return Past("nothing_committed")
    except HistoryMissing:
        return Past("unreadable")
    return Past(
        "shallow" if repository.is_shallow else "whole",
        repository.prefix,
        saved_by_path(log, register, as_of),
        dict(_unsaved(repository, tree, register, blobs)),
    )


def _unsaved(
    repository: Repository, tree: Tree, register: Register, blobs: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The files of cases that are not in the last commit, or not as they are now."""
    for case in register.shown_cases:
        blob = tree.get(case.path)
        if blob is None:
            yield case.path, "new"
        elif blobs.get(case.path) == blob.id:
            continue
        elif not any(repository.blob_id(data) == blob.id for data in _written(case.record.text)):
            yield case.path, "changed"


def _written(text: str) -> Iterator[bytes]:
    """The bytes a file read as this text may have: line ends and a mark at its head are left out in reading."""
    data = text.encode()
    for mark in (b"", codecs.BOM_UTF8):
        yield mark + data
        yield mark + data.replace(b"\n", b"\r\n")


def _built(checked: Checked, shown: Edition) -> Built:
    theme = theme_of(checked, shown)
    files = [*theme.static, ROBOTS, *all_exports(shown)]
    files += [set_page(page, theme)[0] for page in all_pages(shown)]
    return Built(checked, tuple(files), refused=False)


def build_preview(checked: Checked, change: Change) -> Built:
    """The site of one change: what it moves, and each of its cases before and after.

    A change with errors is shown too, since it is there to be looked at; every page of it says draft.
    Raises ThemeProblem.
    """
    return _built(checked, preview(change, is_draft=bool(checked.errors)))


def theme_of(checked: Checked, shown: Edition) -> Theme:
    """The register's theme, with its words, for the pages of one edition. Raises ThemeProblem."""
    keep = Keep(templates_folder(), program()) if checked.kept else NOWHERE
    theme = load_theme(checked.settings.theme, checked.root, site_of(shown), checked.settings.site_words, keep)
    if problem := unused(theme, [kind.TEMPLATE for kind in PAGE_TYPES]):
        raise problem
    return theme


def one_week(checked: Checked, week: Week, scope: str, language: Language) -> bytes:
    """The page of one week alone, as the office's site has it."""
    return _week(checked, week, scope, language)[0].data


def week_pdf(checked: Checked, week: Week, scope: str, language: Language) -> bytes:
    """The same page as a PDF. Raises render.pdf.CannotPrint."""
    page, theme = _week(checked, week, scope, language)
    return pdf([page], theme.static)


def _week(checked: Checked, week: Week, scope: str, language: Language) -> tuple[File, Theme]:
    shown = _office(checked, language)
    theme = theme_of(checked, shown)
    return render(week_page(shown, index(shown), week, scope, shown.lists(week)[scope]), theme), theme


def ledgers_pdf(checked: Checked, tables: Iterable[TableData], language: Language) -> bytes:
    """Ledgers as one PDF, each counting its own sheets. Raises render.pdf.CannotPrint."""
    shown = _office(checked, language)
    theme = theme_of(checked, shown)
    return pdf([render(page, theme) for page in ledger_pages(index(shown), tables)], theme.static)


def one_paper(checked: Checked, case: Case, offer: Offer, language: Language) -> bytes:
    """The page of one paper of a case, as the office's site has it."""
    return _paper(checked, case, offer, language)[0].data


def paper_pdf(checked: Checked, case: Case, offer: Offer, language: Language) -> bytes:
    """The same paper as a PDF. Raises render.pdf.CannotPrint."""
    page, theme = _paper(checked, case, offer, language)
    return pdf([page], theme.static)


def _paper(checked: Checked, case: Case, offer: Offer, language: Language) -> tuple[File, Theme]:
    shown = _office(checked, language)
    theme = theme_of(checked, shown)
    others = offers(case, shown.register, shown.as_of)
    return render(paper_page(index(shown), case, offer, others), theme), theme


def _office(checked: Checked, language: Language) -> Edition:
    assert checked.register is not None
    return edition(checked.register, Audience("office"), checked.as_of, language)
