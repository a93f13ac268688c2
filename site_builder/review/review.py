"""One change judged: all of it together, and each of its commits.

Stated answers. A file renamed or moved is the same record while its id is. A file split in two is an id used twice.
Where the base holds no register, every record is new and the change's own people judge. What a merge takes over from
the base is not its own doing, and what stands in the base already as the change has it is not judged again. A shallow
or partial clone and unrelated lines are refused, and told what to type. Of a sealed case no line is shown (design §8).
Source: design §2 (`events` is append-only), §6 (`check --base`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from site_builder.checking import check_files
from site_builder.model.change import Made
from site_builder.model.people import Town
from site_builder.review.records import (
    NAMED,
    Changed,
    Reader,
    SourceChange,
    against_folder,
    is_same,
    sealed_paths,
    with_bytes,
)
from site_builder.review.step import CommitChange, commit_changes, commit_dates, key_of, of_step
from site_builder.rules.change.check import CASE_CHANGE_RULES, judge
from site_builder.rules.change.rule import Gate
from site_builder.rules.checked import Checked, text_key
from site_builder.rules.page import rule_page
from site_builder.sources.folder import read_folder
from site_builder.sources.git import Commit, Repository, Tree
from site_builder.sources.layout import GRIDS, PEOPLE, TOP, WAIVERS, Files, id_of, is_record
from site_builder.text.finding import Finding, Related, finding
from site_builder.text.place import Place
from site_builder.text.source import Source


@dataclass(frozen=True)
class Review:
    """A change judged.

    `checked` holds the register after the change, with the findings of its files and of the change itself.
    `changed` is what lies between `start`, where the change left the base, and its end. `ahead` counts commits of
    the base that the change does not have; `commits` its own; `skipped` the records not judged again; `sealed` the paths of touched
    files of sealed cases, of which no line may be shown.
    """

    checked: Checked
    changed: Changed
    base: Commit
    start: Commit
    ahead: int
    commits: int
    skipped: int
    sealed: frozenset[str] = frozenset()


def review(root: Path, base: str, head: str | None, as_of: date, today: date, only_changed: bool = False) -> Review:
    """Judge the change from where `head` left `base` up to `head`, or up to the files in the folder (`head` None).

    `today` is the day by which a commit may claim to be made. With `only_changed`, records that the change neither
    touches nor names are not validated again. Raises NotInGit, UnknownRevision, HistoryMissing, Unreadable.
    """
    repository = Repository(root)
    repository.need_whole_history()
    tip = repository.commit(base)
    end = repository.commit(head) if head is not None else repository.head()
    start = repository.common_ancestor(tip, end)
    start_tree, tip_tree, end_tree = (repository.tree(commit) for commit in (start, tip, end))
    folder = read_folder(root) if head is None else None

    steps = list(commit_changes(repository, tip, end))
    if folder is not None:
        loose = against_folder(repository, end_tree, folder)
        if loose:
            steps.append(CommitChange(None, loose, (repository.next_committer(),), as_of))
        changes = against_folder(repository, start_tree, folder)
    else:
        changes = with_bytes(repository, ((change, None) for change in repository.changed(start.id, end.id)))
    changes = tuple(change for change in changes if not _stands(repository, change, tip_tree))
    touched = frozenset(change.path for change in changes)
    base_files = repository.files(tip_tree, frozenset())
    is_first = not any(path in (GRIDS, PEOPLE) or is_record(path) for path in tip_tree)
    paths = None
    if only_changed and not touched.intersection(TOP):
        paths = _concerned(repository, end, folder, changes)
    files = _files(repository.files(end_tree, paths) if folder is None else folder, paths)
    own_waivers = files.waivers
    if not is_first:
        files = replace(files, waivers=base_files.waivers)
    after = check_files(root, files, as_of)
    ground = after if is_first else check_files(root, base_files, as_of)
    found = [one for one in after.findings if one.place.path in touched or not rule_page(one.code).clock]
    found += [] if is_first else _own_waivers(root, replace(files, waivers=own_waivers), base_files, as_of)
    changed = Changed()
    if (town := _town(ground, after)) is not None:
        gate = Gate(town, ground.spec, ground.settings, as_of, is_first)
        reader = Reader(gate.spec)
        changed = reader.changed(changes)
        found += _by_base(root, files, base_files, after, touched, as_of, is_first)
        found += judge(changed.cases, changed.visits, gate, Made("", as_of, ()), CASE_CHANGE_RULES)
        found += [finding("H913", Place(path)) for path in changed.unread_before]
        if ground.register is None:
            found += [
                finding("H913", Place(path), "town", name=path) for path in (GRIDS, PEOPLE) if path in _wrong(ground)
            ]
        found += [] if is_first else _gate_files(touched, gate)
        found += _used_ids(repository, changed, tip, tip_tree, start_tree)
        now = {change.path: change.after for change in changes}
        told = {key_of(one) for one in found}
        texts: dict[str, str] = {}
        for step in steps:
            for one in of_step(step, reader, gate):
                if key_of(one) not in told:
                    told.add(key_of(one))
                    found.append(_placed(one, step, now, texts))
    else:
        texts = {}
    found += commit_dates(steps, start, max(as_of, today))
    gone = {c.path: c.before.data.decode("utf-8", "replace") for c in changes if c.before and c.after is None}
    sealed = sealed_paths(change for step in steps for change in step.changes) | sealed_paths(changes)
    checked = replace(
        after,
        findings=tuple(sorted(dict.fromkeys(found), key=lambda one: one.sort_key)),
        texts={**gone, **texts, **after.texts},
    )
    ahead = 0 if tip.id == start.id else sum(1 for _ in repository.changes(start, tip))
    return Review(checked, changed, tip, start, ahead, len(steps), len(files.unread), sealed)


def _stands(repository: Repository, change: SourceChange, tip: Tree) -> bool:
    """True where the base has the file as the change leaves it."""
    if change.after is None:
        return change.path not in tip
    return change.path in tip and is_same(repository, tip[change.path], change.after)


def _wrong(ground: Checked) -> set[str]:
    """The files in which something is an error."""
    return {one.place.path for one in ground.findings if rule_page(one.code).severity == "error"}


def _files(files: Files, paths: frozenset[str] | None) -> Files:
    """The register with only these records read (None: all)."""
    if paths is None or files.unread:
        return files
    kept = [tuple(s for s in sources if s.path in paths) for sources in (files.cases, files.visits)]
    unread = tuple(s.path for s in (*files.cases, *files.visits) if s.path not in paths)
    return replace(files, cases=kept[0], visits=kept[1], unread=unread)


def _concerned(
    repository: Repository, end: Commit, folder: Files | None, changes: tuple[SourceChange, ...]
) -> frozenset[str]:
    """The records that a change touches, those it names, and those that name what it touches."""
    touched = {change.path for change in changes if is_record(change.path)}
    ids = {id_of(path) for path in touched}
    named = {id.decode() for c in changes for s in (c.before, c.after) if s for id in NAMED.findall(s.data)}
    if folder is None:
        naming = repository.mentioning(end, sorted(ids))
        everything = {path for path in repository.tree(end) if is_record(path)}
    else:
        wanted = [id.encode() for id in ids]
        sources = (*folder.cases, *folder.visits)
        naming = frozenset(s.path for s in sources if any(id in s.data for id in wanted))
        everything = {s.path for s in sources}
    return frozenset(touched | naming | {path for path in everything if id_of(path) in named})


def _town(ground: Checked, after: Checked) -> Town | None:
    """The base's town; where it cannot be read, that of the change."""
    register = ground.register or after.register
    return register.town if register else None


def _by_base(
    root: Path, files: Files, base: Files, after: Checked, touched: frozenset[str], as_of: date, is_first: bool
) -> list[Finding]:
    """What the base's people, grids and settings find wrong with the records touched, where the change brings its own."""
    own = [source.data if source else b"" for source in (files.grids, files.people, files.settings)]
    theirs = [source.data if source else b"" for source in (base.grids, base.people, base.settings)]
    if is_first or own == theirs:
        return []
    by_base = check_files(root, replace(files, grids=base.grids, people=base.people, settings=base.settings), as_of)
    if by_base.register is None:
        return []
    known = set(after.findings)
    return [one for one in by_base.findings if one.place.path in touched - set(TOP) and one not in known]


def _own_waivers(root: Path, files: Files, base: Files, as_of: date) -> list[Finding]:
    """What is wrong with the change's own waivers; they cover nothing until they are in the base."""
    if files.waivers is None or files.waivers == base.waivers:
        return []
    paths = tuple(source.path for source in (*files.cases, *files.visits))
    alone = replace(files, cases=(), visits=(), unread=(*files.unread, *paths))
    found = check_files(root, alone, as_of).findings
    return [one for one in found if one.place.path == WAIVERS and one.code != "W902"]


def _gate_files(touched: frozenset[str], gate: Gate) -> list[Finding]:
    """H910: the change brings its own people or settings; they judge from the next change on."""
    return [finding("H910", Place(path), name=path) for path in gate.spec.changes.gate if path in touched]


def _used_ids(repository: Repository, changed: Changed, tip: Commit, tip_tree: Tree, start_tree: Tree) -> list[Finding]:
    """H906: an id is used once, in the whole history and not only among the files that are there."""
    fresh = [(c.after.id, c.after.record) for c in changed.cases if c.before is None and c.after]
    fresh += [(v.after.id, v.after.record) for v in changed.visits if v.before is None and v.after]
    if not fresh:
        return []
    added = repository.added_paths(tip)
    used = {id_of(path): (path, commit) for path, commit in added.items() if path not in start_tree}
    there = {id_of(path): path for path in start_tree if is_record(path)}
    meanwhile = {id_of(path): path for path in tip_tree if is_record(path) and path not in start_tree}
    found = []
    for id, record in fresh:
        at = record.at("id")
        if id in meanwhile:
            related = Related(Place(meanwhile[id]), "taken")
            found.append(finding("H906", at, "meanwhile", related=(related,), id=id))
        elif id in used and id not in there:
            path, commit = used[id]
            found.append(finding("H906", at, id=id, path=path, commit=commit[:8]))
    return found


def _placed(one: Finding, step: CommitChange, now: dict[str, Source | None], texts: dict[str, str]) -> Finding:
    """A finding of one commit: in the file as it is now where that is the commit's, otherwise in the commit."""
    source = next((c.after for c in step.changes if c.path == one.place.path), None)
    if step.commit is None or (source is not None and now.get(one.place.path) == source):
        return one
    placed = replace(one, commit=step.commit.short)
    if source is not None:
        texts[text_key(placed)] = source.data.decode("utf-8", "replace")
    return placed
