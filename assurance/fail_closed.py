"""A case file damaged in any way is shown to nobody who was not meant to see it, and to no village or board at all.

Sixteen known damages and every required key taken out, for each kind of access; then bytes of the front matter replaced,
left out, doubled and moved at random.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from assurance import Result
from site_builder.checking import check
from site_builder.views.projection import words_in
from tests.support.damage import DAMAGES, REQUIRED, without_key
from tests.support.town import AS_OF, case_path, case_text, edition_of, put_town

MARK = "㐀"
ID = "QTL-2025-0001"
SEEN = {"sealed": (), "office": (), "village": ("village:chachong",), "board": ("village:chachong", "board")}
"""For each access, who may see the case."""
AUDIENCES = ("village:chachong", "village:shimen", "board")
AT_RANDOM = 1500
SPARED = ("access", "village")
"""A line that says who sees the case may be damaged into one that says another; any other damage must not widen that."""


def run(share: float) -> Result:
    begun = time.monotonic()
    tries, notes = 0, []
    with tempfile.TemporaryDirectory(prefix="sidan-closed-") as folder:
        root = Path(folder)
        put_town(root)
        path = root / case_path(ID)
        path.parent.mkdir(parents=True)
        for access, what, data, is_lost in _files(share):
            path.write_bytes(data)
            checked = check(root, AS_OF)
            tries += 1
            if checked.register is None:
                notes.append(f"{access}, {what}: no register")
                continue
            shown = [
                a for a in AUDIENCES if any(MARK in text for text in words_in(edition_of(checked.register, a).cases))
            ]
            allowed = () if is_lost else SEEN[access]
            if not set(shown) <= set(allowed):
                notes.append(f"{access}, {what}: shown to {', '.join(shown)}")
    return Result("P8", tries, len(notes), time.monotonic() - begun, tuple(notes[:5]))


def _files(share: float) -> Iterator[tuple[str, str, bytes, bool]]:
    """The access, what was done, the bytes of the file, and whether it must be unreadable."""
    whole = {access: _case(access) for access in SEEN}
    for access, data in whole.items():
        for name, damage in DAMAGES.items():
            damaged = damage(data)
            if damaged != data:
                yield access, name, damaged, True
        for key in REQUIRED:
            yield access, f"no {key}", without_key(data.decode(), key).encode(), True
    chance = random.Random(20251017)
    for number in range(round(AT_RANDOM * share)):
        access = chance.choice(["sealed", "office", "village"])
        yield access, f"at random, {number}", _damaged(whole[access], chance), False


def _damaged(data: bytes, chance: random.Random) -> bytes:
    front = data.index(b"\n---\n", 4) + 5
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(front)
        line = data[data.rfind(b"\n", 0, at) + 1 :].partition(b":")[0].decode("utf-8", "replace")
        if line.strip() in SPARED:
            continue
        one = chance.choice(
            [b"\n", b" ", b":", b"-", b"\t", b"\r", b"'", b'"', b"#", b"{", b"&", b"\x00", b"\xff", "：".encode()]
        )
        how = chance.randrange(4)
        end = at + chance.randint(1, 12)
        if how == 0:
            data = data[:at] + one + data[at + 1 :]
        elif how == 1:
            data = data[:at] + one + data[at:]
        elif how == 2:
            data = data[:at] + data[end:]
        else:
            data = data[:at] + data[at:end] * 2 + data[end:]
    return data


def _case(access: str) -> bytes:
    return case_text(
        ID, f"正文{MARK}\n", access=access, title=f"题{MARK}", problem=f"问题{MARK}", public_summary=f"摘要{MARK}"
    ).encode()
