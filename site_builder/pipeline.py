"""The whole way through, top to bottom: folder → records → register → findings → edition → pages → site."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from site_builder.exports import all_exports
from site_builder.model.case import Case, Visit
from site_builder.model.code_owners import OWNERS_FILES
from site_builder.model.decode import Decoder, Names
from site_builder.model.grid_map import GridMap, read_map
from site_builder.model.papers import Offer, offers
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.model.waiver import Waiver
from site_builder.model.weeks import Week
from site_builder.pages import PAGE_TYPES, all_pages, site_of
from site_builder.pages.edition_index import index
from site_builder.pages.ledgers import ledger_pages
from site_builder.pages.paper import paper_page
from site_builder.pages.week import week_page
from site_builder.records.node import Record
from site_builder.records.read import Read, read_json, read_markdown, read_yaml
from site_builder.render.page import File
from site_builder.render.pdf import pdf
from site_builder.render.render import render
from site_builder.render.theme import Theme, load_theme, unused
from site_builder.rules.check import check_register
from site_builder.rules.checked import Checked
from site_builder.rules.owners import stale
from site_builder.rules.privacy import scan, scan_text
from site_builder.rules.waivers import apply
from site_builder.rules.waivers import judge as judge_waivers
from site_builder.settings import Settings, read_settings
from site_builder.sources.folder import read_folder
from site_builder.sources.git import HistoryMissing, NotInGit, Repository, Tree, UnknownRevision
from site_builder.sources.layout import SETTINGS, TOP, Files, id_of, is_visit
from site_builder.sources.owners import read_owners
from site_builder.spec import Language, Spec
from site_builder.text.finding import Finding
from site_builder.views.change.change import Change
from site_builder.views.change.preview import preview
from site_builder.views.edition import Audience, Edition, edition
from site_builder.views.past import Committed, Past, saved_by_path
from site_builder.views.tables import TableData

T = TypeVar("T")
Progress = Callable[[int], None]
SCISSORS = "# ------------------------ >8 ------------------------"


def check(root: Path, as_of: date) -> Checked:
    """Read a register's folder and judge everything in it; one bad file never stops the others.

    Raises sources.folder.Unreadable where the machine would not let us read.
    """
    checked = check_files(root, read_folder(root), as_of)
    if checked.register is None:
        return checked
    owners = read_owners(root, OWNERS_FILES.values())
    found = (*checked.findings, *stale(checked.register.town, owners, as_of))
    return replace(checked, findings=tuple(sorted(found, key=lambda f: f.sort_key)))


def check_message(root: Path, path: str, message: str, as_of: date) -> Checked:
    """Judge a commit message: personal data and labels for people, for it can never be taken back.

    Names are left to the eye: without the register nobody knows which are those of people on duty. What git
    puts under its scissors is not part of the message.
    """
    settings, _ = read_settings(read_owners(root, [SETTINGS]).get(SETTINGS))
    text = message.partition(SCISSORS)[0]
    found = tuple(f for f in scan_text(path, text, None) if f.code != "S806")
    return Checked(root, None, settings, settings.spec(), found, {path: text}, 0, as_of)


@dataclass(frozen=True)
class _Taken:
    """A register's files read and decoded, not yet judged."""

    register: Register | None
    settings: Settings
    spec: Spec
    town: Town | None
    reads: tuple[Read, ...]
    found: tuple[Finding, ...]
    allowed: tuple[Waiver, ...]
    records: frozenset[str]
    cases: int
    unread: tuple[str, ...]


def register_of(files: Files) -> Register | None:
    """The register that these files hold, not judged; None where its town cannot be read."""
    return _take(files).register


def check_files(root: Path, files: Files, as_of: date, only: Collection[str] | None = None) -> Checked:
    """As `check`, for files already read. `only`: judge the cases of these paths alone, in the whole register."""
    taken = _take(files)
    found: list[Finding] = [*taken.found]
    found += check_register(taken.register, as_of, only) if taken.register else ()
    for read in taken.reads:
        if read.record is not None and (only is None or read.path in only):
            found += scan(read.record, taken.town)
    kept, waived = apply(dict.fromkeys(found), taken.allowed, taken.spec.waivers)
    kept += judge_waivers(taken.allowed, waived, taken.records, taken.town, taken.spec.waivers, as_of)
    return Checked(
        root,
        taken.register,
        taken.settings,
        taken.spec,
        tuple(sorted(kept, key=lambda f: f.sort_key)),
        {read.path: read.text for read in taken.reads if read.text is not None},
        taken.cases,
        as_of,
        taken.unread,
        waived,
    )


def _take(files: Files) -> _Taken:
    settings, findings = read_settings(files.settings)
    spec = settings.spec()
    found: list[Finding] = [*files.findings, *findings]
    grids, people, waivers = (read_yaml(s) if s else None for s in (files.grids, files.people, files.waivers))
    outlines = read_json(files.shapes) if files.shapes else None
    cases = [read_markdown(source) for source in files.cases]
    visits = [read_markdown(source) for source in files.visits]
    reads = tuple(read for read in (grids, people, waivers, outlines, *cases, *visits) if read)
    for read in reads:
        found += read.findings
    town, wrong = Decoder(spec, None).town(grids.record if grids else None, people.record if people else None)
    found += wrong
    shapes, wrong = read_map(outlines.record, town) if outlines and outlines.record else (None, ())
    found += wrong
    others = [path for path in files.unread if not is_visit(path)], [path for path in files.unread if is_visit(path)]
    names = (
        Names.of(town, [*_ids(cases), *map(id_of, others[0])], [*_ids(visits), *map(id_of, others[1])])
        if town
        else None
    )
    decoder = Decoder(spec, names)
    allowed, wrong = decoder.waivers(waivers.record) if waivers and waivers.record else ((), ())
    found += wrong
    good_cases, bad = _decode(decoder.case, cases, found)
    good_visits, bad_visits = _decode(decoder.visit, visits, found)
    register = _register(town, good_cases, good_visits, spec, settings, shapes)
    records = frozenset(id_of(path) for path in (*(read.path for read in (*cases, *visits)), *files.unread))
    return _Taken(
        register, settings, spec, town, reads, tuple(found), allowed, records | frozenset(TOP),
        len(cases), (*bad, *bad_visits),
    )  # fmt: skip


def _ids(reads: Iterable[Read]) -> Iterator[str]:
    """The ids that files claim: by their front matter, and by their names where that cannot be read."""
    for read in reads:
        id = read.record.id if read.record else None
        yield id if id is not None else id_of(read.path)


def _decode(
    decode: Callable[[Record], tuple[T | None, tuple[Finding, ...]]], reads: Iterable[Read], found: list[Finding]
) -> tuple[list[T], list[str]]:
    good, bad = [], []
    for read in reads:
        value = None
        if read.record is not None:
            value, wrong = decode(read.record)
            found += wrong
        if value is None:
            bad.append(read.path)
        else:
            good.append(value)
    return good, bad


def _register(
    town: Town | None,
    cases: list[Case],
    visits: list[Visit],
    spec: Spec,
    settings: Settings,
    shapes: GridMap | None,
) -> Register | None:
    if town is None:
        return None
    return Register(
        town,
        tuple(sorted(cases, key=lambda case: (case.id, case.path))),
        tuple(sorted(visits, key=lambda visit: (visit.id, visit.record.path))),
        spec,
        settings,
        shapes,
    )


@dataclass(frozen=True)
class Built:
    """A finished site, not yet published. `refused` is true where errors forbid it."""

    checked: Checked
    files: tuple[File, ...]
    refused: bool


def build(
    checked: Checked, audience: Audience, language: Language, draft: bool = False, progress: Progress | None = None
) -> Built:
    """The whole site of one audience in memory; nothing at all where the register has errors and it is no draft.

    Raises ThemeProblem where the theme or the town's words cannot be used.
    """
    if checked.register is None or (checked.errors and not draft):
        return Built(checked, (), refused=True)
    findings = tuple(checked.spoken(language))
    past = past_of(checked.root, checked.register, checked.as_of) if audience.kind == "office" else None
    return _built(
        checked, edition(checked.register, audience, checked.as_of, language, findings, draft, past), progress
    )


def past_of(root: Path, register: Register, as_of: date) -> Past:
    """What git knows of the register's records up to a day: one reading of the log for all of them."""
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
        dict(_unsaved(repository, tree, register)),
    )


def _unsaved(repository: Repository, tree: Tree, register: Register) -> Iterator[tuple[str, str]]:
    """The files of cases that are not in the last commit, or not as they are now."""
    for case in register.shown_cases:
        blob = tree.get(case.path)
        if blob is None:
            yield case.path, "new"
        elif not any(repository.blob_id(data) == blob.id for data in _written(case.record.text)):
            yield case.path, "changed"


def _written(text: str) -> Iterator[bytes]:
    """The bytes a file read as this text may have: line ends and a mark at its head are left out in reading."""
    data = text.encode()
    for mark in (b"", codecs.BOM_UTF8):
        yield mark + data
        yield mark + data.replace(b"\n", b"\r\n")


def _built(checked: Checked, shown: Edition, progress: Progress | None) -> Built:
    theme = theme_of(checked, shown)
    files = [*theme.static, File("robots.txt", b"User-agent: *\nDisallow: /\n"), *all_exports(shown)]
    for page in all_pages(shown):
        files.append(render(page, theme))
        if progress is not None:
            progress(len(files))
    return Built(checked, tuple(files), refused=False)


def build_preview(checked: Checked, change: Change, progress: Progress | None = None) -> Built:
    """The site of one change: what it moves, and each of its cases before and after.

    A change with errors is shown too, since it is there to be looked at; every page of it says draft.
    Raises ThemeProblem.
    """
    return _built(checked, preview(change, is_draft=bool(checked.errors)), progress)


def theme_of(checked: Checked, shown: Edition) -> Theme:
    """The register's theme, with its words, for the pages of one edition. Raises ThemeProblem."""
    theme = load_theme(checked.settings.theme, checked.root, site_of(shown), checked.settings.site_words)
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
