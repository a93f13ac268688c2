"""The new site looked through as it lies on the disk, before it is shown: whole, linked, with its policy, past the gate."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from site_builder.output.manifest import Row
from site_builder.output.problem import Fault
from site_builder.output.write import read_file

_ADDRESSES = re.compile(rb'href="([^"]*)"'), re.compile(rb'src="([^"]*)"')
"""Two patterns that begin with a word are looked for five times as quickly as one that does not. No text has a quotation
mark as it is, so that what somebody writes about addresses is none."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_POLICY = re.compile(rb"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; [^"<>]+">""")
_HEAD = 4096
"""The policy stands among the first bytes of a page: what comes before it is not held by it."""


@dataclass(frozen=True)
class Gate:
    """What a site must get past: `look` is given a file's path and bytes and says in a sentence each what may not be
    shown. `key` stands for what it looks for: where it is another than the last time, files that did not change are
    looked at too."""

    look: Callable[[str, bytes], Iterable[str]]
    key: str


@dataclass(frozen=True)
class Look:
    """What looking through files takes: where they lie, what they must be, the names that links may lead to, which were
    written now, which are looked at for their links, and which the gate has not let through before."""

    places: Mapping[str, str]
    rows: Mapping[str, Row]
    names: Collection[str]
    written: Collection[str]
    linking: Collection[str]
    gate: Gate | None = None
    ungated: Collection[str] = ()
    good: dict[str, set[bytes]] = field(default_factory=dict)

    def __call__(self, paths: Iterable[str]) -> list[Fault]:
        """The faults of some files."""
        return [fault for path in paths for fault in self._faults(path)]

    def _faults(self, path: str) -> Iterator[Fault]:
        try:
            data = read_file(self.places[path])
        except FileNotFoundError:
            yield Fault(path, "不见了 is missing")
            return
        row = self.rows[path]
        if len(data) != row.size or hashlib.sha256(data).hexdigest() != row.digest:
            yield Fault(path, "磁盘上的和生成的不一样 is on the disk not as it was made")
            return
        if path.endswith(".html"):
            if path in self.written and not _POLICY.search(data[:_HEAD]):
                yield Fault(path, "没有内容安全策略（Content-Security-Policy） has no content security policy")
            for lost in self._lost(path, data) if path in self.linking else ():
                yield Fault(path, f"链接到网站里没有的 {lost} links to what the site does not have: {lost}")
        if self.gate is not None and path in self.ungated:
            for what in self.gate.look(path, data):
                yield Fault(path, what)

    def _lost(self, path: str, data: bytes) -> list[str]:
        """The links that lead nowhere. An address is resolved once for all pages of a folder."""
        folder = dirname(path)
        known = self.good.setdefault(folder, set())
        lost = []
        found = {address for pattern in _ADDRESSES for address in pattern.findall(data)}
        for address in found - known:
            place = target(folder, html.unescape(address.decode("utf-8", "replace")))
            if place and place not in self.names:
                lost.append(place)
            else:
                known.add(address)
        return sorted(lost)


def target(folder: str, address: str) -> str:
    """The file of the site that an address on a page leads to, as a path from the site's root; "" for another host's, or
    a place on the page itself."""
    if _SCHEME.match(address):
        return ""
    place = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    return normpath(join(folder, place)) if place else ""
