"""Real case files of the demonstration register, and the same files as other hands would have written them."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import strategies as st

from site_builder.model.decode import Decoder
from site_builder.records.node import Scalar
from site_builder.settings import Settings
from site_builder.text.source import Source
from site_builder.writers.document import Document
from site_builder.writers.format import formatted
from site_builder.writers.spans import Edit, patched
from site_builder.writers.yaml_text import Code, Value
from tests.conftest import REPOSITORY

SPEC = Settings().spec()
DECODER = Decoder(SPEC, None)
PATH = "cases/shimen/QTL-2025-0001.md"
COMMENTS = ("# 先等双方答复", "# ask again on Monday: P1", "#", '# "quoted", {and} [more]', "# - on: 2025-01-01")

NOTED: dict[str, Value] = {
    "on": Code("2025-12-01"),
    "move": Code("notify"),
    "by": Code("a"),
    "note": "第一行\n\n第三行: no\n",
}


@cache
def real_files() -> tuple[bytes, ...]:
    """The hand-written cases, and some of the others."""
    paths = sorted(REPOSITORY.glob("cases/*/QTL-*.md"), key=lambda path: path.name)
    return tuple(path.read_bytes() for path in [*paths[:22], *paths[22::9]])


def opened(data: bytes) -> Document:
    return Document.open(Source(PATH, data), SPEC)


@st.composite
def variants(draw: st.DrawFn) -> bytes:
    """A case file in some hand: comments, blank lines, quotes, order of keys, brackets or blocks, line ends, BOM."""
    data = draw(st.sampled_from(real_files()))
    if draw(st.booleans()):
        data = formatted(opened(data)).data
    if draw(st.integers(0, 3)) == 0:
        data = opened(data).append(("events",), NOTED).data
    data = _quoted(draw, data)
    data = _reordered(draw, data)
    data = _commented(draw, data)
    if draw(st.booleans()):
        data = data.rstrip(b"\n")
    if draw(st.integers(0, 3)) == 0:
        data = data.replace(b"\n", b"\r\n")
    if draw(st.integers(0, 5)) == 0:
        data = b"\xef\xbb\xbf" + data
    opened(data)
    return data


def _quoted(draw: st.DrawFn, data: bytes) -> bytes:
    document = opened(data)
    layout = document.layout
    plain = [node for _, node in document.record.scalars() if isinstance(node, Scalar) and node.plain and node.text]
    chosen = draw(st.lists(st.sampled_from(plain), max_size=4, unique_by=id))
    quotes = draw(st.sampled_from("'\""))
    edits = [
        Edit(layout.start(node), layout.end(node), quotes + node.text + quotes)
        for node in chosen
        if not set(node.text) & set("'\"\\")
    ]
    return patched(data, edits)


def _reordered(draw: st.DrawFn, data: bytes) -> bytes:
    """The top keys in another order, each with its lines."""
    text = data.decode("utf-8")
    front, body = re.fullmatch(r"---\n(.*?)^---\n?(.*)", text, re.DOTALL | re.MULTILINE).groups()  # type: ignore[union-attr]
    groups = re.split(r"^(?=\w)", front, flags=re.MULTILINE)[1:]
    if draw(st.booleans()):
        groups = draw(st.permutations(groups))
    return f"---\n{''.join(groups)}---\n{body}".encode()


def _commented(draw: st.DrawFn, data: bytes) -> bytes:
    """Comments and blank lines between the keys, under the events, and behind values."""
    lines = data.decode("utf-8").split("\n")
    end = lines.index("---", 1)
    free = [n for n in range(1, end + 1) if n == end or re.match(r"\w|  - ", lines[n])]
    for number in sorted(draw(st.lists(st.sampled_from(free), max_size=4, unique=True)), reverse=True):
        indent = draw(st.sampled_from(("", "  ", "      ")))
        more = draw(st.sampled_from(([""], ["CC"], ["", "CC"], ["CC", ""], ["CC", "CC"])))
        lines[number:number] = [indent + draw(st.sampled_from(COMMENTS)) if part else "" for part in more]
    end = lines.index("---", 1)
    behind = [n for n in range(1, end) if re.fullmatch(r"\s*(?:- )?(?:status|level|by|on|lead_post): [\w-]+", lines[n])]
    for number in draw(st.lists(st.sampled_from(behind), max_size=3, unique=True)) if behind else []:
        lines[number] += "  " + draw(st.sampled_from(COMMENTS))
    return "\n".join(lines).encode()
