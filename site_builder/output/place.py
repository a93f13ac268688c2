"""Where a site lies and how it is replaced there: by turning a link to one of two trees, or file by file.

Beside the output folder lies a store, `.<name>.sidan/`; the output folder is a link to one of the two trees in it:

    site -> .site.sidan/a            the link a browser or web server follows
    .site.sidan/{a,b}/               the trees
    .site.sidan/{a,b}.json           what we wrote there, file by file
    .site.sidan/{a,b}.dirty.json     names being written, while a publication runs
    .site.sidan/parts/               files made and not yet moved into their tree
    .site.sidan/hand-…/              where processes that were not forked begin files, while a publication runs
    .site.sidan/aside/N/             what was in the way and is not ours: kept, shown to nobody
    .site.sidan/about.json           for  whom the site is, and how it is replaced
    .site.sidan/lock                 held while publishing

Where links cannot be made (some shares, FAT), or the output folder is a mount point and cannot be replaced, it is a
folder itself (tree `site`) and its files are replaced one by one; on a mount point the store lies inside, as `.sidan/`.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from site_builder.output.problem import OutputError
from site_builder.output.tree import STORE_INSIDE, Tree, set_aside
from site_builder.output.write import make_folder, read_file, replace_file, sync_folder, unlink

MARKER = "about.json"
LINKS, IN_PLACE = "links", "in place"
TREES = ("a", "b")
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system answers that has no links; anything else is a fault of this moment."""
_EXCHANGE, _HERE = 2, -100
_MOUNTS = "/proc/self/mountinfo"


@dataclass(frozen=True)
class Place:
    """An output folder, its store, and for whom and how a site is published there."""

    out: str
    store: str
    audience: str
    mechanism: str

    @property
    def is_in_place(self) -> bool:
        return self.mechanism == IN_PLACE

    def trees(self) -> tuple[Tree | None, Tree]:
        """The tree that is shown, if there is one, and the one to be written; the same where there is one alone."""
        if self.is_in_place:
            tree = Tree(self.out, self.store, "site")
            return tree, tree
        live = live_tree(self.out)
        standby = "b" if live == "a" else "a"
        shown = Tree(os.path.join(self.store, live), self.store, live) if live else None
        if shown and _kind(shown.folder) is None:
            shown = None  # somebody deleted the store and left the link
        return shown, Tree(os.path.join(self.store, standby), self.store, standby)

    def turn(self, tree: Tree) -> None:
        """Point the output at a tree, in one step. A real folder there is kept in `aside/`, not deleted."""
        link = os.path.join(self.store, "link")
        self._free(link)
        os.symlink(os.path.join(os.path.basename(self.store), tree.name), link)
        sync_folder(self.store)
        sync_folder(os.path.dirname(self.store))  # a folder of somebody's is to be moved into it
        if _kind(self.out) != stat.S_IFDIR:
            os.replace(link, self.out)
        elif _exchange(link, self.out):
            self._free(link)
        else:
            set_aside(self.out, self.store)
            os.replace(link, self.out)
        sync_folder(os.path.dirname(self.out))

    def _free(self, link: str) -> None:
        kind = _kind(link)
        if kind == stat.S_IFDIR:
            set_aside(link, self.store)
        elif kind is not None:
            unlink(link)


def store_for(out: str) -> str:
    """The store of an output folder, made if need be. Raises OutputError where the output cannot become a site."""
    kind = _kind(out)
    if kind == stat.S_IFLNK:
        live_tree(out)
    elif kind not in (stat.S_IFDIR, None):
        raise OutputError(f"{out} 是文件，换一个输出文件夹 is a file; name another folder")
    store = store_of(out)
    make_folder(store)
    return store


def store_of(out: str) -> str:
    """Where the store of an output folder lies: beside it, or inside where it is a mount point."""
    if _kind(out) == stat.S_IFDIR and is_mount(out):
        return os.path.join(out, STORE_INSIDE)
    return os.path.join(os.path.dirname(out), f".{os.path.basename(out)}.sidan")


def settled(out: str, store: str, audience: str) -> Place:
    """The place of a site, for one audience for good; by the process that holds the lock. Raises OutputError."""
    marker = os.path.join(store, MARKER)
    try:
        told, mechanism = read_marker(marker)
    except FileNotFoundError:
        if any(_kind(os.path.join(store, name)) is not None for name in TREES):
            raise OutputError(
                f"{store} 里的网站没有写明给谁看；两个都移走或删除，再生成一次 "
                f"the site there does not say whom it is for: remove {out} and {store}, and build again"
            ) from None
        told, mechanism = audience, LINKS
        if os.path.basename(store) == STORE_INSIDE or not links_usable(store):
            mechanism = IN_PLACE
            Tree(out, store, "site").make()
        replace_file(marker, json.dumps({"audience": audience, "mechanism": mechanism}).encode())
    if told != audience:
        raise OutputError(
            f"{out} 是 {told} 的网站，不能放 {audience} 的；用 --out 换一个文件夹 "
            f"is the site for {told}; that for {audience} needs a folder of its own (--out)"
        )
    return Place(out, store, audience, mechanism)


def read_marker(path: str) -> tuple[str, str]:
    """For whom a site is, and how it is replaced. Raises FileNotFoundError; OutputError where that is damaged."""
    try:
        told = json.loads(read_file(path))
        audience, mechanism = told["audience"], told["mechanism"]
    except (ValueError, KeyError, TypeError):
        raise OutputError(f"{path} 坏了 is damaged") from None
    if not isinstance(audience, str) or mechanism not in (LINKS, IN_PLACE):
        raise OutputError(f"{path} 坏了 is damaged")
    return audience, mechanism


def live_tree(out: str) -> str | None:
    """The tree the link points to; None where there is no link yet. Only FileNotFoundError means none."""
    if _kind(out) != stat.S_IFLNK:
        return None
    target = os.readlink(out)
    store = f".{os.path.basename(out)}.sidan"
    for tree in TREES:
        if target == f"{store}/{tree}":
            return tree
    raise OutputError(f"{out} 是指向别处的链接，换一个输出文件夹 is a link to somewhere else; name another folder")


def links_usable(folder: str) -> bool:
    """Whether the file system has links, tried in a folder of ours."""
    probe = os.path.join(folder, "link")
    if _kind(probe) is not None:
        return True
    try:
        os.symlink("a", probe)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    unlink(probe)
    return True


def is_mount(folder: str) -> bool:
    """Whether another file system, or another place of this one, is mounted at a folder."""
    if os.lstat(folder).st_dev != os.lstat(os.path.dirname(folder)).st_dev:
        return True
    try:
        mounts = Path(_MOUNTS).read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return False
    points = (line.split(" ")[4] for line in mounts.splitlines())
    full = os.path.realpath(folder)
    return any(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point) == full for point in points)


@contextmanager
def locked(store: str) -> Iterator[None]:
    """Nobody else publishes there meanwhile. Raises OutputError where somebody does."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(os.path.join(store, "lock"), flags, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise OutputError("另一次生成正在进行，稍后再试 another publication is running") from None
            raise
        yield
    finally:
        os.close(descriptor)


def _kind(path: str) -> int | None:
    """What lies at a path; None where nothing does. Any other error is one."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None


def _exchange(one: str, other: str) -> bool:
    """Let two names change places in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(number, os.strerror(number), other)
