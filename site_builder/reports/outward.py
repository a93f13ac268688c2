"""A copy of a case that may leave the office, as Markdown or as one HTML file that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from site_builder.render.filters import long_date
from site_builder.render.markdown import markdown
from site_builder.render.site import LANGUAGE_TAGS
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.text.masked import masked
from site_builder.views.outward import Outward, Step

_WORDS, _MARKS = texts("outward"), texts("marks")
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
    words, marks = _WORDS[language], _MARKS[language]
    yield from (f"- {label}{marks['colon']}{_plain(value)}" for label, value in copy.facts)
    if copy.problem:
        yield from ("", f"## {words['problem']}", "", _plain(copy.problem))
    if copy.body:
        yield from ("", f"## {words['body']}", "", re.sub(r"(?m)^(#{1,4}) ", r"#\1 ", copy.body))
    if copy.points:
        yield from ("", f"## {words['points']}", "")
        for number, (what, answer, on) in enumerate(copy.points, 1):
            day = marks["aside"].format(what=long_date(on, language)) if on else ""
            yield f"{number}. {_plain(what)} — {_plain(answer) if answer else words['unanswered']}{day}"
    yield from ("", f"## {words['steps']}", "")
    yield from (_step(step, language) for step in copy.steps)
    yield ""


def _step(step: Step, language: Language) -> str:
    marks = _MARKS[language]
    said = marks["semicolon"].join(f"{label}{marks['colon']}{_plain(value)}" for label, value in step.says)
    by = marks["aside"].format(what=_plain(step.post)) if step.post else ""
    return f"- {long_date(step.on, language)} {step.move}{by}" + (f"{marks['colon']}{said}" if said else "")


def _plain(text: str) -> str:
    """A text that opens nothing in Markdown, on one line."""
    return _OPENING.sub(r"\\\1", re.sub(r"\s+", " ", text))
