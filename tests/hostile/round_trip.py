"""Cases full of words that occur once, and which of them the office does not get to see.

A file is made from a number: texts in every field that takes one, and a body of Markdown in which a word may stand
anywhere a person may write one. A word is lost when it is in no page of the case, not in what a link leads to either.
"""

from __future__ import annotations

import html
from random import Random
from typing import Any
from urllib.parse import unquote

from tests.hostile.in_browser import site_of
from tests.support.town import TownBuilder, town

_CHARACTERS = "甲乙丙丁户组沟墙路桥水田界树井坝吖咕噜嘭嘹嚓坨坳垮埂塄塬墒夼妯姊嫂孬尕屺岈峁崾嵝嶂巯帮幢庹廒"
_PIECES = (
    "{w}", "# {w}", "## {w} ##", "{w}\n===", "{w}\n---", "> {w}", "> - {w}\n>   {w}", "- {w}\n- {w}", "- {w}\n\n  {w}", "1. {w}\n2. {w}", "7) {w}", "- [ ] {w}", "**{w}**", "*{w}* _{w}_", "~~{w}~~", "`{w}`", "``{w} ` {w}``", "```\n{w}\n```", "```{w}\n{w}\n```", "~~~ {w} {w}\n{w}", "    {w}", "\t{w}",
    "|{w}|{w}|\n|-|-|\n|{w}|{w}|", "|{w}|\n|-|\n|{w}|{w}|{w}|", "|{w}|{w}|\n|:-|-:|\n|{w}|", "{w}|{w}\n-|-\n{w}|{w}|{w}", "[{w}](http://a.example/{w})", '[{w}](http://a.example/ "{w}")', "[{w}]({w})", '[{w}]({w}.md "{w}")', "![{w}](http://a.example/{w}.png)", '![{w}](http://a.example/a.png "{w}")', "![{w}]({w}.png)", '![{w}](a.png "{w}")',
    "[![{w}](http://a.example/{w}.png)](http://b.example/{w})", "<http://a.example/{w}>", "<a@b.example>{w}", "<b title={w}>{w}</b>", "<!-- {w} -->", "<script>{w}</script>", "<!DOCTYPE {w}>", "<?{w}?>", "<![CDATA[{w}]]>", "[{w}]: http://a.example/{w} '{w}'", "[{w}][{w}]", "[^{w}]: {w}", "{w}\\\n{w}", "{w}  \n{w}", "\\{w}", "&{w};", "&lt;{w}&gt;", "{{ {w} }}", "{% {w} %}", ": {w}", "::: {w}\n{w}\n:::",
    "***{w}", "[{w}", "![{w}](", "`{w}", "|{w}", "+ {w}\n+ \n+ {w}", "#{w}", "####### {w}", "$${w}$$", "H~{w}~ {w}^{w}^", "--- {w}", "***\n{w}", "- - - {w}", "1986\\. {w}", "*{w}\n* {w}", "<{w}>", "< {w}", "http://a.example/{w}", "QTL-2025-0001{w}", "{w}\n: {w}", "term {w}\n\n:   {w}",
)  # fmt: skip


class _Words:
    """Words of which none begins another: four characters, the last of them counting."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made: list[str] = []

    def word(self) -> str:
        number = len(self.made)
        digits = [number // 40**n % 40 for n in range(3)]
        self.made.append("爨" + "".join(_CHARACTERS[digit] for digit in digits))
        return self.made[-1]

    def filled(self, pattern: str) -> str:
        return "".join(part if n == 0 else self.word() + part for n, part in enumerate(pattern.split("{w}")))


def file(made: TownBuilder, seed: int) -> list[str]:
    """Adds a case to a town; the words that were put into it."""
    words = _Words(Random(seed))
    random = words.random
    w = words.word
    body = "\n\n".join(words.filled(random.choice(_PIECES)) for _ in range(random.randint(1, 12)))
    tasks = [
        {"id": f"T{n}", "what": w(), "done_when": w(), "due": "2025-10-30", "assigned_on": "2025-09-18", "assigned_by": "2025-W38", "owner": "mediator",
         "measures": [{"what": w(), "who": "elder", "way": "调解", "basis": w(), "by": "2025-10-20"}]}
        for n in range(1, random.randint(1, 3))
    ]  # fmt: skip
    fields: dict[str, Any] = {
        "title": w(), "problem": w(), "parties": [w(), w()], "public_summary": w() + "\n" + w(), "risk": {"level": "一般", "reason": w()},
        "points": [{"what": w(), "answer": w(), "answered_on": "2025-09-25"} for _ in range(random.randint(0, 3))] or None, "tasks": tasks or None,
        "events": [
            ("2025-09-16", "triage", "secretary", {"recusal_checked": True, "note": w()}),
            ("2025-09-17", "work", "mediator", {"what": w() + "\n\n" + w(), "note": w()}),
            ("2025-09-18", "mediate", "mediator", {"consent": True, "present": [w(), w()], "mediation_result": "达成", "note": w(), "late_because": w()}),
        ],
    }  # fmt: skip
    made.case(
        body=body + "\n", **{name: value for name, value in fields.items() if random.random() < 0.9 or name == "title"}
    )
    return words.made


def lost(seeds: range) -> list[str]:
    """The words of so many files that are nowhere on their pages, each with the number its file was made from."""
    made = town()
    put = {f"QTL-2025-{n:04d}": (seed, file(made, seed)) for n, seed in enumerate(seeds, 1)}
    site = site_of(made.edition(), ("cases/",))
    gone = []
    for id, (seed, words) in put.items():
        page = unquote(html.unescape(site[f"cases/{id}.html"].decode()))
        text = made.cases[int(id[-4:]) - 1].record.text
        gone += [f"{seed}: {word} in {_around(text, word)}" for word in words if word in text and word not in page]
    return gone


def _around(text: str, word: str) -> str:
    at = text.index(word)
    return repr(text[max(0, at - 40) : at + 30])
