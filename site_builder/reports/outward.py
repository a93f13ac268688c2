"""A copy of a case that may leave the office, as Markdown or as one HTML file that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from site_builder.render.filters import long_date
from site_builder.render.markdown import markdown
from site_builder.render.site import LANGUAGE_TAGS
from site_builder.spec import Language
from site_builder.text.masked import masked
from site_builder.views.outward import Outward, Step

_WORDS = {
    "zh": {
        "copy": "{town} 事项 {id}（对外副本，截至{day}）", "problem": "问题", "body": "情况", "points": "诉求与答复", "steps": "办理过程",
        "unanswered": "尚未答复", "colon": "：", "picture": "图片在", "table": "表格",
        "note": "个人信息已隐去。本副本由登记册生成，姓名靠识别隐去，发出前请再核对一遍。",
    },
    "en": {
        "copy": "{town}, case {id} (copy for outside, as of {day})", "problem": "Problem", "body": "What it is about",
        "points": "Points and answers", "steps": "What was done", "unanswered": "not answered yet", "colon": ": ",
        "picture": "picture at", "table": "table",
        "note": "Personal data is hidden. Names are found by guess: read this copy once more before it is sent.",
    },
}  # fmt: skip
_OPENING = re.compile(r"([\\`*_\[\]<>#|~])")
_HEADING = re.compile(r"(</?)h([3-6])>")
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'"


def outward_markdown(copy: Outward, language: Language) -> str:
    """The copy as Markdown. What was put together is looked through once more as a whole."""
    words = _WORDS[language]
    head = words["copy"].format(town=copy.town, id=copy.id, day=long_date(copy.as_of, language))
    lines = [f"# {_plain(copy.title)}", "", head, "", *_body(copy, language), "---", "", words["note"]]
    return masked("\n".join(lines))[0] + "\n"


def outward_html(copy: Outward, language: Language) -> str:
    """The same as one file: no style, script or address in it."""
    words = _WORDS[language]
    title, _, rest = outward_markdown(copy, language).partition("\n")
    name = re.sub(r"\\(.)", r"\1", title.removeprefix("# "))
    page = Markup(
        '<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        "<title>{name}</title>\n</head>\n<body>\n<h1>{name}</h1>\n{text}</body>\n</html>\n"
    )
    text = markdown(rest, {}, "", words["picture"], words["table"])
    text = Markup(
        _HEADING.sub(lambda tag: f"{tag[1]}h{int(tag[2]) - 1}>", text)
    )  # on a page of the site there is one more
    return page.format(tag=LANGUAGE_TAGS[language], policy=_POLICY, name=name, text=text)


def _body(copy: Outward, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"- {label}{words['colon']}{_plain(value)}" for label, value in copy.facts)
    if copy.problem:
        yield from ("", f"## {words['problem']}", "", _plain(copy.problem))
    if copy.body:
        yield from ("", f"## {words['body']}", "", re.sub(r"(?m)^(#{1,4}) ", r"#\1 ", copy.body))
    if copy.points:
        yield from ("", f"## {words['points']}", "")
        for number, (what, answer, on) in enumerate(copy.points, 1):
            day = f"（{long_date(on, language)}）" if on else ""
            yield f"{number}. {_plain(what)} — {_plain(answer) if answer else words['unanswered']}{day}"
    yield from ("", f"## {words['steps']}", "")
    yield from (_step(step, language) for step in copy.steps)
    yield ""


def _step(step: Step, language: Language) -> str:
    colon = _WORDS[language]["colon"]
    said = "；".join(f"{label}{colon}{_plain(value)}" for label, value in step.says)
    by = f"（{_plain(step.post)}）" if step.post else ""
    return f"- {long_date(step.on, language)} {step.move}{by}" + (f"{colon}{said}" if said else "")


def _plain(text: str) -> str:
    """A text that opens nothing in Markdown, on one line."""
    return _OPENING.sub(r"\\\1", re.sub(r"\s+", " ", text))
