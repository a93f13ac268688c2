"""Hostile files of our own: each is one mistake or one attack, by name, in as few characters as it takes.

`records()` are files of cases, `tops()` the files beside them (settings, town, people, map, waivers), `odd_names()` names
of files that no register may hold. Large and binary ones are made here rather than kept. Source: hazards notes §0, §1.
"""

from __future__ import annotations

from collections.abc import Iterator

GOOD = """---
id: ID
title: 甲户与乙户院墙排水争议
kind: dispute
category: neighbour
village: shimen
grid: shimen-01
access: village
status: registered
level: village
source: grid
found_on: 2025-10-13
registered_on: 2025-10-13
first_handler: grid-worker
parties: [P1, P2]
problem: 乙户院墙堵住原有排水沟。
pii_reviewed: 2025-10-13
events:
  - {on: 2025-10-13, move: register, by: grid-worker}
---
正文。
"""
K = 1024


def line(text: str) -> str:
    """The good file with a line in the place of the one of that key, or behind the last where there is none."""
    key = text.partition(":")[0] + ":"
    lines = GOOD.split("\n")
    at = next((n for n, one in enumerate(lines) if one.startswith(key)), lines.index("---", 1))
    lines[at : at + (lines[at] != "---")] = [text]
    return "\n".join(lines)


def front(text: str) -> str:
    """A front matter that is nothing but this text."""
    return f"---\n{text}\n---\n正文。\n"


def body(text: str) -> str:
    return GOOD.replace("正文。\n", text)


def records() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each case file; `ID` in it stands for the id that its name claims."""
    for group, texts in (("frame", _FRAMES), ("yaml", _YAML), ("value", _VALUES), ("body", _BODIES)):
        for name, text in texts.items():
            yield f"{group}-{name}", text.encode("utf-8", "surrogatepass")
    yield from ((f"bytes-{name}", data) for name, data in _BYTES.items())


_FRAMES = {
    "empty": "", "blank": "\n\n", "only-body": "正文。\n", "one-dash-less": GOOD.replace("---", "--", 1), "four-dashes": GOOD.replace("---", "----", 1),
    "full-width-dashes": GOOD.replace("---", "－－－", 1), "em-dashes": GOOD.replace("---", "———", 1), "leading-blank": " " + GOOD, "leading-line": "\n" + GOOD,
    "leading-text": "说明\n" + GOOD, "trailing-blank": GOOD.replace("---\n", "--- \n", 1), "trailing-tab": GOOD.replace("---\n", "---\t\n", 1),
    "not-closed": GOOD.replace("\n---\n正文。", "\n正文。"), "closed-by-dots": GOOD.replace("\n---\n正", "\n...\n正"), "closed-by-four": GOOD.replace("\n---\n正", "\n----\n正"),
    "closed-by-full-width": GOOD.replace("\n---\n正", "\n－－－\n正"), "closed-indented": GOOD.replace("\n---\n正", "\n ---\n正"), "closed-with-blank": GOOD.replace("\n---\n正", "\n--- \n正"),
    "two": GOOD + "---\nid: B\n---\n", "two-directly": GOOD.replace("正文。\n", "---\naccess: board\n---\n正文。\n"), "only-open": "---\n", "open-close": "---\n---\n",
    "open-close-body": "---\n---\n正文。\n", "comment-only": front("# 什么也没有"), "json": front('{"id": "ID"}'), "toml-plus": GOOD.replace("---", "+++"), "toml": "+++\nid = 'ID'\n+++\n",
    "html": "<html><body>" + GOOD, "shebang": "#!/bin/sh\n" + GOOD, "byte-order-mark-later": GOOD.replace("title: ", "title: \ufeff"), "rule-in-body": GOOD + "\n---\n\n完。\n",
    "key-in-body": GOOD + "access: board\n", "heading-before": "# 事项\n" + GOOD, "fence": "```yaml\n" + GOOD + "```\n", "quote": "> " + GOOD, "xml": '<?xml version="1.0"?>\n' + GOOD,
    "dashes-in-title": line("title: --- 甲户 ---"), "dashes-in-block": line("problem: |\n  甲\n  ---\n  乙"), "dashes-in-block-0": line("problem: |\n---\n乙"), "no-last-line-end": GOOD.rstrip("\n"),
    "late-19": "\n" * 19 + GOOD, "late-20": "\n" * 20 + GOOD, "closing-only": "id: ID\n---\n正文。\n", "mac-classic": GOOD.replace("\n", "\r"), "conflict": GOOD.replace("status: registered", "<<<<<<< HEAD\nstatus: registered\n=======\nstatus: closed\n>>>>>>> b"),
    "conflict-indented": GOOD.replace("  - {on", "  <<<<<<< HEAD\n  - {on"), "conflict-in-block": line("problem: |\n  <<<<<<< HEAD\n  甲\n  =======\n  乙\n  >>>>>>> b"),
    "conflict-in-body": GOOD + "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> b\n", "conflict-diff3": GOOD + "||||||| base\n甲\n", "conflicts-many": GOOD + "<<<<<<< a\n=======\n>>>>>>> b\n" * 30,
}  # fmt: skip

_BYTES = {
    "byte-order-mark": b"\xef\xbb\xbf" + GOOD.encode(), "two-marks": b"\xef\xbb\xbf" * 2 + GOOD.encode(), "crlf": GOOD.replace("\n", "\r\n").encode(), "mixed-ends": GOOD.encode().replace(b"\n", b"\r\n", 3),
    "utf-16": GOOD.encode("utf-16"), "utf-16-be": b"\xfe\xff" + GOOD.encode("utf-16-be"), "utf-16-no-mark": GOOD.encode("utf-16-le"), "utf-32": GOOD.encode("utf-32"), "gbk": GOOD.encode("gbk"),
    "gb18030-four": line("title: 𠮷户与㐀户").encode("gb18030"), "big5": line("title: 甲戶與乙戶").encode("big5", "replace"), "latin-1": line("title: café").encode("latin-1", "replace"),
    "truncated": GOOD.encode()[:-2], "lone-continuation": GOOD.encode() + b"\x80", "overlong": GOOD.encode() + b"\xc0\xaf", "surrogate": GOOD.encode() + b"\xed\xa0\x80", "beyond": GOOD.encode() + b"\xf4\x90\x80\x80",
    "nul": GOOD.encode() + b"\0", "nul-in-key": GOOD.replace("title", "ti\0tle").encode(), "all-nul": bytes(600), "escape": GOOD.encode() + b"\x1b[31m", "bell": line("title: 甲\x07").encode(), "delete": GOOD.encode() + b"\x7f",
    "c1": line("title: 甲\x85乙").encode(), "next-line-in-key": "---\na: x\x85b: y\n---\n".encode(), "line-separator": line("title: 甲\u2028乙").encode(), "paragraph-separator": GOOD.replace("正文", "正\u2029文").encode(),
    "bidi": line("title: 甲\u202e乙").encode(), "isolate": line("title: 甲\u2066乙\u2069").encode(), "bidi-in-body": GOOD.replace("正文", "正\u202d文").encode(), "arabic-mark": line("title: 甲\u200f乙").encode(),
    "zero-width": line("title: 甲\u200b乙").encode(), "word-joiner": line("title: 甲\u2060乙").encode(), "not-a-character": line("title: 甲\uffff乙").encode(), "reversed-mark": line("title: 甲\ufffe乙").encode(),
    "private": line("title: 甲\ue001乙户").encode(), "private-plane": line("title: 甲\U000f0000乙户").encode(), "rare": line("title: 𠮷户与㐀户").encode(), "variation": line("title: 葛\U000e0100户").encode(),
    "as-large-as-may-be": GOOD.encode() + b"x" * (512 * K - len(GOOD.encode())), "too-large": GOOD.encode() + b"x" * 600 * K, "control-characters": b"---\n" + b"\x01" * 200 * K, "returns": b"\r" * 300 * K, "picture": bytes.fromhex("89504e470d0a1a0a0000000d49484452") * 9, "zip": b"PK\x03\x04" + bytes(range(256)),
    "gzip": bytes.fromhex("1f8b0800000000000003"), "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "emoji": line("title: 甲户👩‍👩‍👧乙户").encode(), "combining": line("title: 甲" + "\u0301" * 400).encode(),
}  # fmt: skip

_YAML = {
    "key-twice": line("title: 甲\ntitle: 乙"), "access-twice": GOOD.replace("access: village", "access: village\naccess: board"), "key-twice-nested": line("risk: {level: 一般, level: 重大}"),
    "key-full-width": line("title: 甲\nｔitle: 乙"), "key-composed": line("é: 1\ne\u0301: 2"), "key-number": line("1: a\n'1': b"), "key-true": line("true: a"), "key-null": line("~: a"), "key-empty": line("'': a"), "key-blank": line("' ': a"),
    "key-list": line("[a, b]: c"), "key-map": line("{a: b}: c"), "key-question": line("? a\n: b"), "key-questions": front("? " * 3000), "key-zero-width": line('"ti\\u200btle": a'), "key-soft-hyphen": line("ti\u00adtle: a"),
    "key-cyrillic": line("titlе: a"), "key-tag-character": line("title\U000e0061: a"), "key-filler": line("title\u3164: a"), "key-unknown": line("titel: a"), "key-long": line("k" * 2000 + ": a"), "key-chinese": line("标题: 甲"),
    "anchor": line("title: &a 甲"), "anchor-empty": line("title: &a"), "alias": line("title: *a"), "alias-known": line("grid: &g shimen-01\nlead_party: *g"), "alias-self": front("a: &a [*a]"),
    "laughs": front("a: &a [x]\n" + "".join(f"{c}: &{c} [{','.join([f'*{b}'] * 9)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))),
    "merge": line("<<: {access: board}"), "merge-list": line("<<: [{access: board}, {access: office}]"), "merge-alias": front("a: &a {x: y}\n<<: *a"), "merge-bomb": front("a: &a {x: y}\nb: &b {<<: [*a,*a,*a]}\nc: {<<: [*b,*b,*b]}"),
    "merge-quoted": line("'<<': {access: board}"), "tag": line("title: !!str 甲"), "tag-python": line("title: !!python/object/apply:os.system [id]"), "tag-python-name": line("title: !!python/name:os.system"), "tag-binary": line("title: !!binary aGk="),
    "tag-set": line("parties: !!set {P1, P2}"), "tag-omap": line("parties: !!omap [a: b]"), "tag-local": line("title: !重要 甲"), "tag-bare": line("title: ! 甲"), "tag-url": line("title: !<tag:x.example,2000:y> 甲"), "tag-broken": line("title: !<x 甲"),
    "directive": "---\n%YAML 1.1\n---\na: b\n", "directive-tag": "---\n%TAG ! tag:x,2000:\n---\na: b\n", "second-document": front("a: b\n--- \nc: d"), "document-end": front("a: b\n...\nc: d"), "deep-brackets": front("a: " + "[" * 30_000),
    "deep-braces": front("a: " + "{" * 10_000), "deep-dashes": front("- " * 30_000), "deep-keys": front("\n".join(" " * n + "k:" for n in range(40))), "deep-closed": front("a: " + "[" * 40 + "]" * 40), "deep-16": line("parties: " + "[" * 15 + "]" * 15),
    "list-100k": front("a: [" + "x," * 100_000 + "]"), "map-20k": front("".join(f"k{n}: v\n" for n in range(20_000))), "front-300k": front("a: |\n" + " x\n" * 100_000), "value-70k": line("problem: " + "长" * 70_000), "value-block-70k": line("problem: |\n  " + "x" * 70_000),
    "colons": front("a: " * 60_000 + "#x"), "quotes": front('a: "' + '\\"' * 50_000), "hashes": front("a: b" + " #" * 60_000), "unclosed-quote": line('title: "甲'), "unclosed-single": line("title: '甲"), "unclosed-bracket": line("parties: [P1, P2"),
    "unclosed-brace": line("risk: {level: 一般"), "closing-bracket": line("parties: P1]"), "comma": line("parties: [P1,, P2]"), "text-after-quote": line('title: "甲" 乙'), "text-after-bracket": line("parties: [P1] P2"), "colon-in-value": line("title: 甲: 乙"),
    "colon-no-blank": line("title:甲"), "colon-full-width": line("title：甲"), "quotes-full-width": line("“title”: 甲"), "quotes-corner": line("「title」: 甲"), "at": line("title: @甲"), "backtick": line("title: `甲`"), "percent": line("title: %甲"), "star": line("title: *"),
    "ampersand": line("title: & 甲"), "exclamation": line("title: !"), "bar": line("title: | 甲"), "greater": line("title: > 甲"), "dash-text": line("title: - 甲"), "question-text": line("title: ? 甲"), "hash-number": line("title: 3#楼 #2"),
    "hash-blank": line("title: 三组 # 四组"), "hash-first": line("title: #2号楼"), "hash-in-list": line("parties:\n  - P1 #甲\n  - P2"), "hash-in-brackets": line("parties: [P1 #甲\n  , P2]"), "hash-after-quote": line('title: "三组" #四组'),
    "hash-next-line": line("problem: 占了\n  #2单元门口"), "hash-block": line("problem: | #甲\n  乙"), "comment": line("title: 甲户与乙户  # 不写真名"), "tab-indent": line("risk:\n\tlevel: 一般"), "tab-after-colon": line("title:\t甲"), "tab-after-dash": line("parties:\n  -\tP1"),
    "tab-in-value": line("title: 甲\t乙"), "indent-less": line("risk:\nlevel: 一般"), "indent-odd": line("risk:\n   level: 一般\n  reason: 甲"), "no-colon": line("title 甲"), "equals": line("title = 甲"), "semicolon": line("title: 甲; access: board"),
    "escape-control": line('title: "甲\\x1b[31m"'), "escape-bidi": line('title: "甲\\u202e"'), "escape-surrogate": line('title: "甲\\ud800"'), "escape-nul": line('title: "甲\\0"'), "escape-unknown": line('title: "甲\\q"'), "escape-short": line('title: "甲\\u12"'),
    "escape-line-break": line('title: "甲\\n乙"'), "block-bad-head": line("problem: |x\n  甲"), "block-indent-0": line("problem: |0\n  甲"), "block-indent-9": line("problem: |9\n  甲"), "top-list": front("- id: ID"), "top-text": front("只有一句话"), "top-null": front("~"),
    "top-quoted": front('"id: ID"'), "sexagesimal": line("title: 12:30:45"), "yes": line("title: yes"), "null": line("title: null"), "tilde": line("title: ~"), "nan": line("title: .nan"), "octal": line("title: 0o17"), "underscores": line("people_affected: 1_000"),
    "flow-over-lines": line("parties: [\nP1\n]"), "key-over-lines": line('"ti\n  tle": 甲'), "nel-escape": line('title: "甲\\N乙"'), "many-docs": front("--- \n" * 9000), "many-errors": front("".join(f"k{n}: &a{n} x\n" for n in range(3000))),
}  # fmt: skip

_DATES = (
    "2025-2-3", "20250203", "2025/02/03", "2025.02.03", "2025年2月3日", "2025-02-30", "2025-13-01", "2025-00-10", "0000-00-00", "9999-12-31", "0001-01-01", "12025-01-01", "-2025-01-01", "2025-W42-1", "2025-102", "2025-10-13T10:00:00Z",
    "2025-10-13 10:00", "２０２５-10-13", "二〇二五年十月十三日", "2025-10-13 ", "yesterday", "今天", "45943", "1e3", ".inf", "true", "null", "[2025-10-13]", "{y: 2025}", "'2025-10-13'", "2025-10-32", "2025‑10‑13", "2025-10-1३",
)  # fmt: skip
_NUMBERS = (
    "-1", "1.5", "1e3", "1e400", "1.0e+400", "nan", ".nan", ".inf", "0x1F", "0o17", "010", "1_000", "1,000", "１２", "十二", "12人", "+12", " 12", "'12'", "9" * 5000, "0x" + "f" * 5000, "9" * 16, "12:30", "true", "[12]", "~", "²", "٣",
)  # fmt: skip
_IDS = (
    "id-1", "Ａ-1", "А-1", "A/1", "../A", "A 1", "A_1", "-A", "A" * 65, "甲-1", "A\\1", "A.md", "CON", "'A\\n'", "[A]", "A;1", "A%00", "<b>A</b>", "A\u0301",
)  # fmt: skip
_VALUES = (
    {f"date-{n:02}": line(f"found_on: {text}") for n, text in enumerate(_DATES)}
    | {f"event-date-{n}": line(f"events:\n  - {{on: {text}, move: register, by: grid-worker}}") for n, text in enumerate(_DATES[:12])}
    | {f"number-{n:02}": line(f"people_affected: {text}") for n, text in enumerate(_NUMBERS)}
    | {f"id-{n:02}": line(f"id: {text}") for n, text in enumerate(_IDS)}
    | {f"flag-{n}": line(f"urgent_flag: {t}") for n, t in enumerate(("yes",))}
    | {f"recusal-{n:02}": GOOD.replace("}\n---", f"}}\n  - {{on: 2025-10-14, move: triage, by: secretary, recusal_checked: {t}}}\n---").replace("status: registered", "status: triaged")
       for n, t in enumerate(("yes", "no", "on", "off", "y", "n", "是", "否", "tRUE", "TRUE", "1", "0", "'true'", "[true]", "~", "t", "真"))}
    | {
        "access-none": GOOD.replace("access: village\n", ""), "access-empty": line("access:"), "access-typo": line("access: Village"), "access-unknown": line("access: public"), "access-list": line("access: [village]"), "access-chinese": line("access: 本村"),
        "access-blank": line('access: "village "'), "access-zero-width": line('access: "village\\u200b"'), "access-cyrillic": line("access: villаge"), "access-true": line("access: true"), "access-map": line("access: {village: true}"),
        "status-unknown": line("status: done"), "status-other": line("status: closed"), "kind-unknown": line("kind: 纠纷"), "kind-list": line("kind: [dispute]"), "village-unknown": line("village: nowhere"), "village-path": line("village: ../shimen"),
        "grid-unknown": line("grid: shimen-99"), "grid-other": line("grid: chachong-01"), "person-unknown": line("first_handler: nobody"), "person-name": line("first_handler: 石明理"), "events-none": GOOD.replace("events:\n  - {on: 2025-10-13, move: register, by: grid-worker}\n", ""),
        "events-empty": GOOD.replace("events:\n  - {on: 2025-10-13, move: register, by: grid-worker}", "events: []"), "events-text": GOOD.replace("events:\n  - {on: 2025-10-13, move: register, by: grid-worker}", "events: 登记"), "event-text": line("events:\n  - 登记"), "event-null": line("events:\n  -"), "move-unknown": line("events:\n  - {on: 2025-10-13, move: finish, by: grid-worker}"),
        "event-extra": line("events:\n  - {on: 2025-10-13, move: register, by: grid-worker, x: y}"), "event-no-by": line("events:\n  - {on: 2025-10-13, move: register}"), "event-future": GOOD.replace("}\n---", "}\n  - {on: 2999-01-01, move: work, by: grid-worker}\n---"),
        "title-empty": line("title: ''"), "title-blank": line("title: '   '"), "title-list": line("title: [甲]"), "title-lines": line("title: |\n  甲\n  乙"), "title-long": line("title: " + "甲" * 5000), "title-html": line("title: <script>alert(1)</script>"),
        "title-template": line("title: \"{{ ''.__class__ }} {% raw %}\""), "parties-name": line("parties: [张三, P2]"), "parties-map": line("parties: {P1: 甲}"), "parties-many": line("parties: [" + ", ".join(f"P{n}" for n in range(1, 900)) + "]"), "parties-nested": line("parties: [[P1]]"),
        "identity": line("problem: 身份证 11010519491231002X"), "mobile": line("problem: 电话 13800138000"), "card": line("problem: 卡号 6222020200112233446"), "label": line("tags: [重点人员]"), "score": line("score: 99"), "points-text": line("points: 恢复"), "points-shape": line("points: [恢复]"),
        "first-year": GOOD.replace("2025-10-13", "0001-01-01"), "last-year": GOOD.replace("2025-10-13", "9999-12-31"), "long-ago": GOOD.replace("2025-10-13", "1949-10-01"),
        "risk-text": line("risk: 高"), "links-self": line("links: {relates: [ID]}"), "links-text": line("links: ID"), "links-unknown": line("links: {relates: [QTL-1999-0001]}"), "task-text": line("tasks: [清沟]"), "task-no-owner": line("tasks:\n  - {id: T1, what: 清沟}"),
        "petition-on-dispute": line("petition: {channel: visit}"), "order-on-dispute": line("order: {}"), "urgent-text": line("urgent: 是"), "note-null": line("problem: null"), "problem-number": line("problem: 12"), "events-2000": GOOD.replace("}\n---", "}\n" + "  - {on: 2025-10-13, move: work, by: grid-worker}\n" * 1999 + "---"),
        "points-900": line("points:\n" + "  - {what: 恢复排水}\n" * 900), "tasks-600": line("tasks:\n" + "  - {id: T1, what: 清沟, done_when: 通水, due: 2025-10-20, assigned_on: 2025-10-13, assigned_by: 2025-W42, owner: mediator}\n" * 600),
        "related-900": line("links:\n  related: [" + "QTL-2025-0001, " * 900 + "]"),
    }
)  # fmt: skip

_BODIES = {
    "script": body("<script>alert(1)</script>\n"), "image": body("![x](https://evil.example/b.gif)\n"), "javascript": body("[x](javascript:alert(1))\n"), "data": body("[x](data:text/html,<script>alert(1)</script>)\n"), "reference": body("[a]: javascript:alert(1)\n\n[a]\n"),
    "template": body("{{ cycler.__init__.__globals__.os.popen('id').read() }}\n{% include '/etc/passwd' %}\n"), "include": body("!include /etc/passwd\n"), "front": body("---\naccess: board\n---\n"), "too-long": body("长" * 30_000), "long": body("长" * 20_000), "at-limit": body("x" * 65_535 + "\n"), "over-limit": body("x" * 65_536 + "\n"),
    "quotes": body("> " * 2000 + "x\n"), "lists": body("- " * 2000 + "x\n"), "stars": body("*a " * 8000), "brackets": body("[" * 20_000), "links": body("[a](" * 9000), "backticks": body("`a ``" * 6000), "tables": body("|a|b|\n|-|-|\n" + "|\n" * 9000), "entities": body("&#x41;" * 9000),
    "html-comment": body("<!--" * 9000), "cdata": body("<![CDATA[" * 6000), "autolinks": body("<http://a>" * 5000), "expansion": body("[a]: http://e.example/" + "x" * 8000 + "\n\n" + "[a] " * 8000), "identity": body("身份证 11010519491231002X\n"), "mobile": body("电话 １３８-0013-8000\n"),
    "nul-entity": body("&#0;&#x202e;\n"), "rtl-entity": body("&rlm;&#x202E;甲\n"), "unc": body("[x](\\\\evil\\s)\n![x](//evil.example/a)\n"), "office": body("[x](ms-word:ofe|u|http://evil.example/a)\n"), "svg": body("![x](a.svg)\n<svg onload=alert(1)>\n"), "style": body("<style>@import '//evil.example'</style>\n"),
}  # fmt: skip


def odd_names() -> Iterator[bytes]:
    """File names, each of which a listing finds and git carries."""
    yield from (
        b"qtl-2025-0001.md", b"trail .md", b"-rf.md", b"A\n1.md", b"A\x1b[31m.md", b"\xff\xfe.md", "甲.md".encode(), "А-1.md".encode(), b"<img src=x onerror=alert(1)>.md", b"CON.md", b"NUL.md", b"COM1.md", b"A.MD", b"A.md.bak",
        b"A.markdown", b".A.md", b"A 1.md", b"A..md", b"A%2F.md", "\u202eA.md".encode(), "A\u200b.md".encode(), "é.md".encode(), "e\u0301.md".encode(), b"A" * 65 + b".md", b"A" * 250 + b".md", "甲".encode() * 83 + b".md", b"A;rm.md", b"$(id).md", b"A'.md", b'A".md', b"A|B.md", b"A?.md", b"A*.md", b"A:B.md", b"A\\B.md", b"desktop.ini", b"~$A.md",
    )  # fmt: skip


def tops() -> Iterator[tuple[str, str, bytes]]:
    """Name, path and bytes of each file beside the records."""
    for path, texts in (
        ("pyproject.toml", _SETTINGS),
        ("grids.yaml", _GRIDS),
        ("people.yaml", _PEOPLE),
        ("waivers.yaml", _WAIVERS),
        ("grids.geojson", _MAPS),
    ):
        for number, text in enumerate(texts):
            yield f"{path}-{number:02}", path, text.encode("utf-8", "surrogatepass")  # fmt: skip


_SETTINGS = (
    "tool = 1", "[tool]\nsidan = 1", "[[tool.sidan]]", "a = " + "[" * 5000, "a = " + "{a=" * 3000, "a = " + "9" * 5000, "a = 0x" + "f" * 5000, "a = 2025-02-30", "[tool.sidan]\n" + "a." * 100_000 + "a = 1", "[" + "a." * 900 + "a]", "[tool.sidan]\nlocale = 1",
    "[tool.sidan]\ntheme = '../../etc'", "[tool.sidan]\ntheme = '/etc'", '[tool.sidan]\ntheme = "\\u001b[31m"', "[tool.sidan]\nweek = 1", "[tool.sidan.week]\ncutoff = 'Someday'", "[tool.sidan.limits]\naccept = -1", "[tool.sidan.limits]\naccept = nan", "[tool.sidan.holidays]\n2026 = 1",
    "[tool.sidan.holidays]\n2026 = {off = 5}", '[tool.sidan.holidays]\n2026 = {off = ["2026-02-30"]}', "[tool.sidan.categories]\nx = 1", "[tool.sidan.labels]\nx = 1", "[tool.sidan.words]\nx = 1", "[tool.sidan]\nforge = {}\nrepository = 1", '[tool.sidan]\nforge = "gitea"\nrepository = "javascript:alert(1)"',
    '[tool.sidan]\nforge = "gitea"\nrepository = "https://x.example/a/b"\nbranch = "../x"', "[tool.sidan]\n" + "".join(f"k{n} = 1\n" for n in range(5000)), "\ufeff[tool.sidan]", "[tool.sidan]\nlocale = 'zh-CN'\nlocale = 'en'", "<<<<<<< HEAD\n[tool.sidan]", "\x00", "[tool.sidan]\nelder_kinds = [1]", "[tool.sidan.ledgers]\nuntil = 1", "[tool.sidan]\nx = '" + "x" * 600_000 + "'",
)  # fmt: skip
_GRIDS = (
    "", "town: 1", "town: {id: QTL, name: 甲镇}", "- a", "town: {id: ../x, name: 甲}\nvillages: []", "town: {id: QTL, name: <script>}\nvillages: []", "town: {id: QTL, name: 甲}\nvillages: 1", "town: {id: QTL, name: 甲}\nvillages: [1]", "town: {id: QTL, name: 甲}\nvillages: [{id: a}]", "town: &a {id: QTL}\nvillages: *a",
    "town: {id: QTL, name: 甲}\nvillages: [" + "{id: a, name: b, party_org: c, grids: []}," * 3000 + "]", "[" * 30_000, "town：甲", "villages: " + "[" * 40 + "]" * 40,
)  # fmt: skip
_PEOPLE = (
    "", "units: 1\npeople: 1", "units: []\npeople: []", "units: []\npeople: [1]", "units: []\npeople: [{id: a}]", "units: []\npeople: [{id: 甲, name: 甲, posts: []}]", "units: []\npeople: [{id: a, name: 甲, posts: [1]}]", "units: []\npeople: [{id: a, name: 甲, posts: [{post: king, from: 2020-01-01}]}]",
    "units: []\npeople: [{id: a, name: 甲, posts: [], mobile: '13800138000'}]", "units: []\npeople: [{id: a, name: 甲, posts: []}, {id: a, name: 乙, posts: []}]", "people: !!python/name:os.system", "units: []\npeople: []\nunits: []",
)  # fmt: skip
_WAIVERS = (
    "waivers: 1",
    "waivers: [1]",
    "waivers: [{code: C204}]",
    "waivers: [{code: X, file: ../x, reason: y, until: 2999-01-01}]",
    "[]",
    "waivers: *a",
    "x: 1",
)
_MAPS = (
    "", "[", "{", '{"a"', '{"a":', '{"a": 1', '[1', '[1 2]', '{"a" 1}', '{1: 2}', '{"a": 1 "b": 2}', "[,]", "{,}", "[1]]", "}", "[}", "{]", '{"a": [1, {"b": null}], "c": true}', "1 2", "tru", "-", "1.", "\"", '"a', "[" * 16 + "]" * 16, "[" * 17 + "]" * 17, "[" * 30_000, '{"a":' * 20_000, "1", "[]", "{}", '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": 1}', '{"type": "FeatureCollection", "features": [1]}', '{"type": "FeatureCollection", "features": [{}]}', '{"type": 1, "type": 2}', "NaN", '{"a": 1e999999}', '{"a": "\\ud800"}', '"' + "x" * 100_000,
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"grid": "shimen-01"}, "geometry": {"type": "Polygon", "coordinates": [[[1e400, 1], [0, 0], [1, 1], [1e400, 1]]]}}]}',
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"grid": "<script>"}, "geometry": null}]}', "{'type': 1}", '{"type": "FeatureCollection", "features": [],}', "// x\n{}",
)  # fmt: skip
