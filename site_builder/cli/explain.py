"""sidan explain"""

from __future__ import annotations

from difflib import get_close_matches

import click

from site_builder.cli.common import data, lang_option
from site_builder.rules.page import page_names, rule_page
from site_builder.spec import Label


@click.command(
    help="说明一条规则：要求什么、为什么、错的和对的例子。What a rule wants, why, a wrong and a right example."
)
@click.argument("code", required=False)
@lang_option
def command(code: str | None, lang: str | None) -> None:
    if code is None:
        for known in page_names():
            page = rule_page(known)
            data(f"{known}  {page.severity:<7}  {page.title.en if lang == 'en' else page.title.zh}")
        return
    known = code.upper()
    if known not in page_names():
        slugs = {name[5:-3]: c for c, name in page_names().items()}
        known = slugs.get(code, known)
    if known not in page_names():
        close = get_close_matches(known, list(page_names()), 3)
        raise click.BadParameter(f"没有 {code} 这条规则 no such rule；{'、'.join(close)}", param_hint="CODE")
    data(explanation(known, lang or "zh"))


def explanation(code: str, language: str) -> str:
    """A rule's page as text: title, sentence, way out, basis, reason, examples."""
    page = rule_page(code)

    def of(label: Label) -> str:
        return label.en if language == "en" else label.zh

    lines = [f"# {page.code} {of(page.title)} ({page.slug}, {page.severity})", ""]
    for sentences in page.sentences.values():
        lines.append(f"- {of(sentences.message)}" + (f" —— {of(sentences.help)}" if sentences.help else ""))
    if page.basis:
        lines += ["", ("Legal basis: " if language == "en" else "依据：") + page.basis]
    if page.fix:
        says = "sidan check --fix 可以改正，只要答案只有一个"
        lines += ["", "sidan check --fix corrects it where there is one right answer" if language == "en" else says]
    return "\n".join([*lines, "", page.text])
