"""The commits of the register's git repository: what they hold, what they changed, by whom and when. Reads only.

Nothing is checked out and nothing a repository configures is run: hooks, filters, replaced objects and
lazy fetching are off, and no revision can be taken for an option. Source: hazards notes §5, "hostile pull requests".
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from site_builder.sources.layout import (
    CASES,
    GRIDS,
    PEOPLE,
    SETTINGS,
    SHAPES,
    TOP,
    WAIVERS,
    Files,
    Kind,
    is_record,
    is_visit,
    missing,
    record_paths,
    same_names,
    shown,
)
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import MAX_FILE_BYTES, Source

TOWN_TIME = ZoneInfo("Asia/Shanghai")
_SAFE = (
    "--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never",
    "-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "log.follow=false",
    "-c", "submodule.recurse=false",
)  # fmt: skip
_RAW = ("--raw", "-r", "-z", "--no-renames", "--no-abbrev", "--no-relative", "--ignore-submodules=none")
_OWN = ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""What of the surroundings stays: who commits, and that person's own settings. A hook's GIT_DIR is not ours."""
_PARTIAL = (
    "这是部分克隆，缺少文件内容；先运行 git fetch --refetch --no-filter "
    "this partial clone lacks the contents of files: run git fetch --refetch --no-filter"
)
_KINDS = {"100644": Kind.FILE, "100755": Kind.FILE, "120000": Kind.LINK, "160000": Kind.SUBMODULE}
_FORMAT = "%H%x00%P%x00%ct%x00%ce%x00%ae%x00%an%x00%s"
_ID = re.compile(r"[0-9a-f]{40,64}")


class NotInGit(Exception):
    """The folder is in no git repository, or git is not installed. The message is one plain sentence."""


class UnknownRevision(Exception):
    """A revision that the repository does not have. The message says what to type."""


class HistoryMissing(Exception):
    """The history that is needed is not here (a shallow or partial clone, unrelated lines, a broken repository).

    The message says what to type.
    """


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a commit: what it is and the name git gives its bytes."""

    kind: Kind
    id: str


Tree = dict[str, Blob]
"""Files by path relative to the register's folder, in git's order."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file between two revisions; None where it is not there."""

    path: str
    before: Blob | None
    after: Blob | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `on` is the committer's day in Asia/Shanghai; addresses are lower case.

    `name` is what the author calls himself and `subject` the first line of the message: texts from outside, of
    which nothing is known, not even that they are UTF-8 (what is not stands as lone surrogates).
    """

    id: str
    parents: tuple[str, ...]
    on: date
    committer: str
    author: str
    name: str
    subject: str

    @property
    def short(self) -> str:
        return self.id[:8]


class Repository:
    """The git repository around a register's folder.

    Raises NotInGit where there is none. All paths are relative to the register's folder; `prefix` is where that
    lies in the repository, "" or `office/`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _OWN}
        self._environment = own | {
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_GRAFT_FILE": os.devnull, "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",  # an older git fetches what a partial clone lacks, by any command configured
        }  # fmt: skip
        try:
            told = self._git("rev-parse", "--show-prefix", "--is-shallow-repository", "--show-object-format")
        except FileNotFoundError:
            raise NotInGit("没有装 git，不能比较版本 git is not installed, so revisions cannot be compared") from None
        except subprocess.CalledProcessError as error:
            if b"dubious ownership" in error.stderr:
                raise NotInGit(
                    f"{folder}：版本库属于别的用户，先运行 git config --global --add safe.directory {folder.resolve()} "
                    "the repository belongs to another user: run this command first"
                ) from None
            raise NotInGit(
                f"{folder}：不在 git 版本库里，不能比较版本；先运行 git init 并提交 "
                "not in a git repository; run git init and commit first"
            ) from None
        self.prefix, shallow, self._algorithm = _text(told).removesuffix("\n").rsplit("\n", 2)
        self.is_shallow = shallow == "true"

    def _git(self, *arguments: str, data: bytes | None = None) -> bytes:
        return subprocess.run(
            ["git", "-C", str(self.folder), *_SAFE, *arguments],
            input=data, capture_output=True, check=True, env=self._environment,
        ).stdout  # fmt: skip

    def _read(self, *arguments: str, data: bytes | None = None) -> bytes:
        """As `_git`, where only a history that is not whole can fail. Raises HistoryMissing."""
        try:
            return self._git(*arguments, data=data)
        except subprocess.CalledProcessError as error:
            if b"promisor" in error.stderr:
                raise HistoryMissing(_PARTIAL) from None
            said = shown(_text(error.stderr).strip().split("\n")[-1])
            raise HistoryMissing(
                f"版本库读不了，先运行 git fsck 看看（{said}） the repository cannot be read, see git fsck: {said}"
            ) from None

    # revisions

    def commit(self, revision: str) -> Commit:
        """The commit a revision names. Raises UnknownRevision."""
        try:
            told = _text(self._git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"))
        except (subprocess.CalledProcessError, ValueError):
            told = ""
        if not _ID.fullmatch(told.strip()):  # `^main` is answered too, but names no commit
            raise UnknownRevision(
                f"没有 {shown(revision)} 这个版本；先运行 git fetch，或者用 git log 看有哪些 "
                f"no such revision {shown(revision)!r}: run git fetch, or look with git log"
            )
        return next(self._log("--no-walk", told.strip()))[0]

    def head(self) -> Commit:
        """The commit that is checked out. Raises UnknownRevision where nothing has been committed yet."""
        try:
            return self.commit("HEAD")
        except UnknownRevision:
            raise UnknownRevision(
                "这里还没有提交过；先运行 git add 和 git commit nothing has been committed here: run git add and git commit"
            ) from None

    def common_ancestor(self, base: Commit, head: Commit) -> Commit:
        """Where the line of `head` left that of `base`. Raises HistoryMissing where that is not known."""
        try:
            told = self._git("merge-base", base.id, head.id)
        except subprocess.CalledProcessError:
            raise HistoryMissing(
                f"{base.short} 和 {head.short} 没有共同的历史{self._fetch_zh()} "
                f"no common history of {base.short} and {head.short}{self._fetch_en()}"
            ) from None
        return self.commit(told.decode().strip())

    def _fetch_zh(self) -> str:
        return "：这是浅克隆，先运行 git fetch --unshallow" if self.is_shallow else "，换一个版本"

    def _fetch_en(self) -> str:
        return ": this clone is shallow, run git fetch --unshallow" if self.is_shallow else "; name another revision"

    def need_whole_history(self) -> None:
        """Raises HistoryMissing in a shallow clone: an id used long ago could not be seen."""
        if self.is_shallow:
            raise HistoryMissing(
                "这是浅克隆，历史不全，判不了改动；先运行 git fetch --unshallow（流水线里把取深度设为 0） "
                "this clone is shallow: run git fetch --unshallow (in a pipeline, set the depth to 0)"
            )

    def changes(self, base: Commit | None, head: Commit) -> Iterator[tuple[Commit, tuple[FileChange, ...]]]:
        """The commits of the first-parent line after `base`, oldest first, each with the files of the register
        that it changed against its first parent. `base` None: from the first commit on."""
        span = [head.id] if base is None else [f"{base.id}..{head.id}"]
        return self._log("--first-parent", "--reverse", *span, files=True)

    def _log(
        self, *arguments: str, files: bool = False, merges: str = "first-parent", under: str = ""
    ) -> Iterator[tuple[Commit, tuple[FileChange, ...]]]:
        """Commits, and with `files` what each changed: the answer is read field by field, so that no name, address
        or path in it can be taken for another."""
        options = [*_RAW, f"--diff-merges={merges}", "--root"] if files else ["--no-patch", "-z"]
        paths = ["--", *([under] if under else [])]
        told = self._read("log", f"--format={_FORMAT}", "--encoding=UTF-8", "--no-color", *options, *arguments, *paths)
        waiting = _Fields(told)
        while waiting:
            id, parents, when, committer, author, name, subject = (_text(waiting.next()) for _ in range(7))
            commit = Commit(id, tuple(parents.split()), _day(when), committer.lower(), author.lower(), name, subject)
            yield commit, tuple(self._raw(waiting))

    def _raw(self, waiting: _Fields) -> Iterator[FileChange]:
        """`:mode mode id id letter` and a path, in turn, as git writes them with -z; a merge compared with all its
        parents has a colon, a mode and an id more for each, and is told against the first of them."""
        while waiting.is_file:
            row = _text(waiting.next())
            modes = row.lstrip(":").split(" ")
            count = len(row) - len(row.lstrip(":"))
            path = _text(waiting.next())
            if path.startswith(self.prefix):
                before = _blob(modes[0], modes[count + 1])
                yield FileChange(path[len(self.prefix) :], before, _blob(modes[count], modes[2 * count + 1]))

    def record_log(self, head: Commit) -> Iterator[tuple[Commit, tuple[str, ...]]]:
        """The commits up to `head` that changed files under cases/, the latest first, each with the paths of all
        files of the register that it changed; of a merge only those in which it agrees with none of its parents.

        Where a shallow clone is cut off the first commit would have made all there is: it is left out.
        """
        for commit, files in self._log("--full-diff", head.id, files=True, merges="combined", under=CASES):
            paths = tuple(change.path for change in files)
            if commit.parents or not self.is_shallow:
                yield commit, paths

    def is_ancestor(self, old: str, new: str) -> bool:
        """True where the commit `old` is `new` or behind it."""
        try:
            self._git("merge-base", "--is-ancestor", old, new)
        except subprocess.CalledProcessError:
            return False
        return True

    def addresses(self, commit: Commit) -> tuple[str, ...]:
        """Who made a commit, the committer first, then the author; of a merge, all who made what it brings in."""
        own = (commit.committer, commit.author)
        if len(commit.parents) < 2:
            return tuple(dict.fromkeys(own))
        brought = self._log(f"{commit.parents[0]}..{commit.id}")
        return tuple(dict.fromkeys([*own, *(a for c, _ in brought for a in (c.committer, c.author))]))

    def brought(self, commit: Commit, accepted: Commit | None) -> dict[str, tuple[str, ...]]:
        """Who changed each file on the lines that a merge brings in; nothing of what `accepted` has."""
        span = [f"{commit.parents[0]}..{commit.id}", *([f"^{accepted.id}"] if accepted else [])]
        found: dict[str, tuple[str, ...]] = {}
        for one, changes in self._log("--no-merges", *span, files=True):
            for change in changes:
                known = found.get(change.path, ())
                found[change.path] = tuple(dict.fromkeys([*known, one.committer, one.author]))
        return found

    def known_addresses(self, commit: Commit) -> frozenset[str]:
        """Every address, lower case, that made or committed something up to a commit."""
        return frozenset(_text(self._read("log", "--format=%ce%n%ae", commit.id, "--")).lower().split())

    # files

    def changed(self, old: str, new: str) -> tuple[FileChange, ...]:
        """The files of the register that differ between two commits, given by their ids. A file moved is one gone
        and one new."""
        return tuple(self._raw(_Fields(self._read("diff-tree", *_RAW, old, new))))

    def tree(self, commit: Commit) -> Tree:
        """All files of the register in a commit; none where its folder is not there."""
        under = [self.prefix.removesuffix("/")] if self.prefix else []
        told = self._read("ls-tree", "-r", "-z", "--full-tree", commit.id, "--", *under)
        found: Tree = {}
        for row in told.split(b"\x00")[:-1]:
            head, _, raw = row.partition(b"\t")
            mode, _, id = _text(head).split(" ")
            path = _text(raw)
            if path.startswith(self.prefix):
                found[path[len(self.prefix) :]] = Blob(_KINDS.get(mode, Kind.OTHER), id)
        return found

    def read(self, blobs: Iterable[Blob]) -> dict[str, bytes]:
        """The bytes of regular files by git's name for them. Raises HistoryMissing where one is not here."""
        ids = list(dict.fromkeys(blob.id for blob in blobs if blob.kind is Kind.FILE))
        if not ids:
            return {}
        found: dict[str, bytes] = {}
        for row in self._read("cat-file", "--batch-check", data=("\n".join(ids) + "\n").encode()).splitlines():
            id, *told = _text(row).split(" ")
            if told[-1] == "missing":
                raise HistoryMissing(_PARTIAL)
            if int(told[-1]) > MAX_FILE_BYTES:
                found[id] = bytes(MAX_FILE_BYTES + 1)  # too much to be a record, whatever it holds
        wanted = [id for id in ids if id not in found]
        answer = self._read("cat-file", "--batch", data="".join(f"{id}\n" for id in wanted).encode())
        at = 0
        for id in wanted:
            end = answer.index(b"\n", at)
            size = int(answer[at:end].rpartition(b" ")[2])
            found[id] = answer[end + 1 : end + 1 + size]
            at = end + 2 + size
        return found

    def files(self, tree: Tree, only: frozenset[str] | None = None) -> Files:
        """The register as a commit holds it; with `only`, of the cases and visits just these are read."""
        findings: list[Finding] = []
        folders = _folders(tree)
        paths = list(record_paths(lambda folder: folders.get(folder, ()), findings))
        same_names(paths, findings)
        wanted = [path for path in paths if only is None or path in only]
        top = [path for path in TOP if path in tree]
        data = self.read(tree[path] for path in [*top, *wanted])
        sources = {path: source for path in [*top, *wanted] if (source := _source(path, tree[path], data, findings))}
        town = {path: sources.get(path) for path in TOP}
        missing(town, findings)
        return Files(
            town[GRIDS], town[PEOPLE], town[SETTINGS], town[WAIVERS],
            tuple(sources[path] for path in wanted if path in sources and not is_visit(path)),
            tuple(sources[path] for path in wanted if path in sources and is_visit(path)),
            tuple(findings),
            tuple(path for path in paths if only is not None and path not in only),
            town[SHAPES],
        )  # fmt: skip

    def mentioning(self, commit: Commit, ids: Iterable[str]) -> frozenset[str]:
        """The paths of records in a commit whose text names one of these ids."""
        words = "\n".join(ids).encode("utf-8", "surrogateescape")
        if not words:
            return frozenset()
        asked = ("grep", "-l", "-z", "--full-name", "-F", "-w", "-f", "-", commit.id, "--", CASES)
        try:
            told = self._git(*asked, data=words + b"\n")
        except subprocess.CalledProcessError as error:
            if error.returncode == 1:  # nothing found
                return frozenset()
            raise HistoryMissing(_PARTIAL) from None
        rows = (_text(row).partition(":")[2] for row in told.split(b"\x00")[:-1])
        paths = (row.removeprefix(self.prefix) for row in rows)
        return frozenset(path for path in paths if is_record(path))

    def added_paths(self, commit: Commit) -> dict[str, str]:
        """Every path that a record was ever added under, up to a commit, and the commit that last did so."""
        found: dict[str, str] = {}
        asked = ("--full-history", "--diff-filter=A", commit.id)
        for one, changes in self._log(*asked, files=True, merges="separate", under=CASES):
            for change in changes:
                if is_record(change.path):
                    found.setdefault(change.path, one.id)
        return found

    def top(self) -> Path:
        """The folder of the whole repository."""
        return Path(_text(self._read("rev-parse", "--show-toplevel")).removesuffix("\n"))

    def objects(self) -> Iterator[tuple[str, str, int]]:
        """Everything that git keeps here, in a commit or in none: name, what it is (`blob`, `commit`, `tag`, `tree`) and
        size in bytes, in order of name."""
        for row in self._read("cat-file", "--batch-all-objects", "--batch-check").splitlines():
            id, what, size = _text(row).split(" ")
            yield id, what, int(size)

    def contents(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of objects by their names. Raises HistoryMissing where one is not here."""
        answer = self._read("cat-file", "--batch", data="".join(f"{id}\n" for id in ids).encode())
        at = 0
        while at < len(answer):
            end = answer.index(b"\n", at)
            id, *told = _text(answer[at:end]).split(" ")
            if told[-1] == "missing":
                raise HistoryMissing(_PARTIAL)
            size = int(told[-1])
            yield id, answer[end + 1 : end + 1 + size]
            at = end + 2 + size

    def every_change(self) -> Iterator[tuple[Commit, tuple[FileChange, ...]]]:
        """Every commit that a branch, a tag, the stash or a reflog leads to, oldest first, with the files it changed
        against each of its parents."""
        return self._log("--all", "--reflog", "--reverse", files=True, merges="separate")

    def references(self) -> tuple[str, ...]:
        """The names of all branches and tags, and of whatever else leads to a commit."""
        return tuple(_text(self._read("for-each-ref", "--format=%(refname)")).splitlines())

    def blob_id(self, data: bytes) -> str:
        """The name git gives these bytes."""
        return hashlib.new(self._algorithm, b"blob %d\x00" % len(data) + data, usedforsecurity=False).hexdigest()

    def next_committer(self) -> str:
        """The address that the next commit here would carry, lower case; "" where git does not know it."""
        try:
            told = _text(self._git("var", "GIT_COMMITTER_IDENT"))
        except subprocess.CalledProcessError:
            return ""
        return told.rpartition("<")[2].partition(">")[0].lower()


class _Fields:
    """An answer of git with -z, field by field. A field that begins with a colon opens a file's row."""

    def __init__(self, told: bytes) -> None:
        self._fields = told.split(b"\x00")
        self._at = 0

    def __bool__(self) -> bool:
        while self._at < len(self._fields) and not self._fields[self._at]:
            self._at += 1
        return self._at < len(self._fields)

    @property
    def is_file(self) -> bool:
        return bool(self) and self._fields[self._at].lstrip(b"\n").startswith(b":")

    def next(self) -> bytes:
        self._at += 1
        return self._fields[self._at - 1].lstrip(b"\n")


def _day(seconds: str) -> date:
    """A committer's day; one that no calendar has is the last there is, so that it is found to be ahead."""
    try:
        return datetime.fromtimestamp(int(seconds), TOWN_TIME).date()
    except (ValueError, OverflowError, OSError):
        return date.max


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _blob(mode: str, id: str) -> Blob | None:
    return None if mode == "000000" else Blob(_KINDS.get(mode, Kind.OTHER), id)


def _source(path: str, blob: Blob, data: dict[str, bytes], findings: list[Finding]) -> Source | None:
    if blob.kind is Kind.FILE:
        return Source(path, data[blob.id])
    findings.append(finding("F031", Place(path), "link" if blob.kind is Kind.LINK else ""))
    return None


def _folders(tree: Tree) -> dict[str, list[tuple[str, Kind]]]:
    """What each folder of a commit holds, as a disk would list it."""
    found: dict[str, dict[str, Kind]] = {}
    for path, blob in tree.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            found.setdefault("/".join(parts[:depth]), {})[parts[depth]] = (
                blob.kind if depth == len(parts) - 1 else Kind.FOLDER
            )
    return {folder: sorted(entries.items(), key=lambda entry: entry[0]) for folder, entries in found.items()}
