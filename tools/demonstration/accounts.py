"""The body of a dispute: the same story as a note, a record, a list of days, a mediator's points or a letter's digest."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tools.demonstration.days import spoken

SHORTEST, LONGEST = 100, 400
"""How long the body of a case file is, in characters."""


@dataclass(frozen=True)
class Account:
    """What a body is made of. `opening` says how the matter came in; `on_site` that somebody went to look; `terms` is one line where it was settled on the spot."""

    opening: str
    cause: str
    turn: str
    saw: str
    checker: str
    on_site: bool
    terms: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    seen: str
    found: date
    checked: date
    settled: date
    visited: date


def _numbered(lines: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {line}；" for n, line in enumerate(lines, 1)).removesuffix("；") + "。"


def _bulleted(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _headed(a: Account) -> str:
    return f"## 经过\n\n{a.opening}{a.cause}\n\n## 调解\n\n{a.turn}\n\n## 约定\n\n{_numbered(a.terms)}"


def _plain(a: Account) -> str:
    return f"{a.opening}{a.cause}\n\n{a.turn}\n\n{spoken(a.settled)}议定：{'；'.join(a.terms)}。"


def _diary(a: Account) -> str:
    days = [f"{spoken(a.found)}：{a.cause}", f"{spoken(a.checked)}：{a.saw}。", f"{spoken(a.settled)}：{a.turn}"]
    return f"{_bulleted(tuple(days))}\n\n说定三条：{'；'.join(a.terms)}。"


def _notes(a: Account) -> str:
    return f"**起因** {a.opening}{a.cause}\n\n**症结** {a.turn}\n\n**办法**\n\n{_bulleted(a.terms)}"


def _table(a: Account) -> str:
    rows = "\n".join(f"| {what} | {answer} |" for what, answer in a.points)
    return f"{a.opening}{a.cause}\n\n{a.turn}\n\n| 要求 | 怎么定的 |\n|---|---|\n{rows}"


def _quoted(a: Account) -> str:
    return f"{a.opening}{a.cause}\n\n{a.turn}\n\n" + "\n>\n".join(f"> {term}。" for term in a.terms)


def _site(a: Account) -> str:
    return f"{spoken(a.checked)}{a.checker}到现场，{a.saw}。\n\n{a.cause}\n\n{a.turn}\n\n约定如下：\n\n{_numbered(a.terms)}"


def _followed(a: Account) -> str:
    return f"{a.opening}{a.cause}{a.turn}\n\n协议三条：{'；'.join(a.terms)}。\n\n{spoken(a.visited)}去看，{a.seen}。"


def _result_first(a: Account) -> str:
    return (
        f"{spoken(a.settled)}谈成。{a.terms[0]}；{'；'.join(a.terms[1:])}。\n\n原委：{a.opening}{a.cause}\n\n{a.turn}"
    )


def _spot_one(a: Account) -> str:
    return f"{a.opening}{a.cause}{a.turn}\n\n说定：{a.terms[0]}。"


def _spot_two(a: Account) -> str:
    return f"{a.opening}{a.cause}\n\n{a.turn}最后定的是：{a.terms[0]}。"


def _spot_list(a: Account) -> str:
    return f"- 事由：{a.cause}\n- 处理：{a.turn}\n- 约定：{a.terms[0]}。\n- 回访：{spoken(a.visited)}，{a.seen}。"


def _spot_quote(a: Account) -> str:
    return f"{a.opening}{a.cause}\n\n{a.turn}\n\n> {a.terms[0]}。"


def _spot_days(a: Account) -> str:
    return f"{a.cause}\n\n{spoken(a.settled)}，{a.turn}\n\n**{a.terms[0]}。**\n\n{spoken(a.visited)}再去，{a.seen}。"


def _spot_seen(a: Account) -> str:
    return f"{a.opening}{a.cause}\n\n{a.turn}两家同意：{a.terms[0]}。过后去看，{a.seen}。"


MEDIATED: tuple[Callable[[Account], str], ...] = (
    _headed, _plain, _diary, _notes, _table, _quoted, _site, _followed, _result_first,
)  # fmt: skip
ON_THE_SPOT: tuple[Callable[[Account], str], ...] = (
    _spot_one, _spot_two, _spot_list, _spot_quote, _spot_days, _spot_seen,
)  # fmt: skip


def write(account: Account, draw: random.Random) -> str:
    """The story in one of the shapes that keep it between `SHORTEST` and `LONGEST`."""
    shapes = ON_THE_SPOT if len(account.terms) == 1 else MEDIATED
    if len({answer for _, answer in account.points}) == 1:
        shapes = tuple(shape for shape in shapes if shape is not _table)
    if not account.on_site:
        shapes = tuple(shape for shape in shapes if shape is not _site)
    for shape in draw.sample(shapes, len(shapes)):
        text = shape(account)
        if SHORTEST <= len(text) <= LONGEST:
            return text
    raise ValueError(f"no shape fits: {account.cause}")
