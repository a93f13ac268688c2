"""A case's body can do nothing but be read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.render import limits
from site_builder.render import markdown as module
from site_builder.render.limits import Unshown
from site_builder.render.markdown import is_safe_link, markdown
from tests.conftest import REPOSITORY
from tests.support.sites import elements

IDS = {"QTL-2025-0002": "cases/QTL-2025-0002.html"}
HOSTILE = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> text",
    "<svg/onload=alert(1)>",
    "<!-- <b>",
    "<![CDATA[<b>]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](//evil.example/)",
    "[x](\\\\evil.example\\s)",
    "[x](ms-word:ofe|u|http://evil.example)",
    "[x](search-ms:query)",
    "[x](smb://evil.example/s)",
    "[x](file:///etc/passwd)",
    "[x](http://good.example@evil.example/)",
    "[x](/etc/passwd)",
    "[x](../../grids.yaml)",
    "[x](#x)",
    "[x]()",
    "<javascript:alert(1)>",
    "<http://good.example@evil.example>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]: http://outside.example",
    '[x](http://a.example "onmouseover=alert(1) \\"><script>")',
    "![pixel](http://evil.example/p.png)",
    "[![pixel](http://evil.example/p.png)](http://b.example)",
    "![x](p.png)",
    "```html\n<script>alert(1)</script>\n```",
    '``` "onload=x\na\n```',
    "| a |\n|--:|\n| <b> |",
    "{{ 7*7 }} {% set x = 1 %} {# no #}",
]


def rendered(text: str, root: str = "../") -> str:
    return str(markdown(text, IDS, root, "图片在", "表格"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_no_element_that_does_anything(text: str) -> None:
    page = "<!DOCTYPE html><html><head><title>x</title></head><body>" + rendered(text) + "</body></html>"
    for element in elements(page):
        assert element.tag in {
            "html", "head", "title", "body", "p", "a", "code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td",
            "em", "strong",
        }  # fmt: skip
        for name, value in element.attrib.items():
            assert name in {"href", "rel", "title", "class", "scope", "role", "aria-label", "tabindex"}
            if name == "href":
                assert value.startswith(("http://", "../cases/")) and "@" not in value


@pytest.mark.parametrize("text", ["[x](javascript:a)", "[x](../../grids.yaml)", "![x](p.png)", "<b>", "{{ 7*7 }}"])
def test_what_may_not_work_is_shown_as_it_was_written(text: str) -> None:
    assert text in rendered(text).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


@pytest.mark.parametrize("href", ["http://a.example/b?c=d", "https://a.example", "mailto:a@b.example", "tel:+86-556-1"])
def test_common_addresses_are_links(href: str) -> None:
    assert f'href="{href}"' in rendered(f"[x]({href})")


@pytest.mark.parametrize(
    "href", ["", "mailto:a@b?subject=x", "http:///x", "http://", "https:a", "tel:x", "//x", "\\\\x"]
)
def test_odd_addresses_are_none(href: str) -> None:
    assert not is_safe_link(href)


def test_a_case_number_leads_to_its_case_however_it_is_written() -> None:
    link = '<a href="../cases/QTL-2025-0002.html">'
    assert rendered("并入QTL-2025-0002。") == f"<p>并入{link}QTL-2025-0002</a>。</p>\n"
    assert link in rendered("[那件](QTL-2025-0002.md)")
    assert link in rendered("[那件](../shimen/QTL-2025-0002.md)")
    assert "<a" not in rendered("QTL-2025-0009 和 [它](QTL-2025-0009.md)")
    assert rendered("`QTL-2025-0002`") == "<p><code>QTL-2025-0002</code></p>\n"
    assert rendered("[QTL-2025-0002](http://a.example)").count("<a ") == 1


def test_a_picture_from_outside_is_a_link_that_names_its_host() -> None:
    assert rendered("![塌方](https://a.example/p.png)") == (
        '<p><a href="https://a.example/p.png" rel="noopener noreferrer">塌方 图片在 a.example</a></p>\n'
    )


def test_headings_stand_below_the_pages_own_and_leave_no_level_out() -> None:
    assert [tag for tag in rendered("## a\n\n#### b\n\n# c\n\n## d").split() if tag.startswith("<h")] == [
        "<h3>a</h3>", "<h4>b</h4>", "<h3>c</h3>", "<h4>d</h4>",
    ]  # fmt: skip
    assert "<h6>g</h6>" in rendered("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### g")


def test_a_table_has_no_style_and_can_be_scrolled() -> None:
    html = rendered("| 期 | 金额 |\n|---|--:|\n| 1 | 30,000 |")
    assert "style=" not in html
    assert '<th class="right" scope="col">金额</th>' in html.replace(
        'scope="col" class="right"', 'class="right" scope="col"'
    )
    assert '<div class="scroll" role="group" aria-label="表格" tabindex="0">' in html


def test_a_line_broken_between_two_characters_is_one_line() -> None:
    assert rendered("第一行\n第二行") == "<p>第一行第二行</p>\n"
    assert rendered("第一行\nsecond") == "<p>第一行\nsecond</p>\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("references", "[a]: http://x.example/" + "y" * 500 + "\n\n" + "[a]" * 20_000),
        ("quotes", "> " * 32_000),
        ("lists", "- " * 32_000),
        ("emphasis", "*a " * 20_000),
        ("brackets", "[" * 64_000),
        ("links", "http://a" * 8_000),
        ("backticks", "`" * 64_000),
        ("entities", "&a;" * 20_000),
    ],
)
def test_a_body_of_64_kilobytes_stays_small_and_quick(name: str, text: str) -> None:
    started = time.process_time()
    try:
        html = rendered(text[: 64 * 1024])
    except Unshown as problem:
        html = problem.why
    assert len(html) < 1024 * 1024
    assert (html == "deep") == (name == "quotes")
    assert time.process_time() - started < limits.SECONDS


PIECES = st.sampled_from(
    ["中", "文，", "a", "Ab ", " ", "  ", "\n", "\n\n", "\n\n\n", "　", "# ", "## ", "#", "###### ", "####### ", " #", "-", "- ", "--", "---", "===",
     "+ ", "1.", "1. ", "12) ", "3月", "1234567890. ", ">", "> ", ":", ": ", ":-", "=", '"', "'", "QTL-2025-0002", "QTL-2025-0003", "QTL-",
     "2025-0002", "*", "_", "`", "~~", "[", "](x)", "!", "<", "&amp;", "\\", "|", "\t", "http://a.b", "a@b.c", "{", "}", "%", "$", "^", "@", "\u2028",
     "\x0c", "\x85", "\xa0", "0", "《", "—", "……"]
)  # fmt: skip
PARTS = st.sampled_from(
    ["中文一段", "第二段\n接着", "## 标题", "#### 小标题\n一段", "- 一\n- 二", "- 一", "  接着", "    码", "1. 一", "   接", "> 引", "**重**", "| a |\n|--|\n| b |",
     "甲\n===", "乙\n---", "***", "[a](http://b.example)", "[a]: http://b.example", "<b>", "\n", "\n\n", "```", "甲\n- 乙", "- # x", "1) 甲\n\n   乙", "+"]
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_plain_text_is_set_as_the_parser_sets_it(text: str) -> None:
    quickly = rendered(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_is_plain", lambda _: False)
        assert quickly == rendered(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(PARTS, max_size=6).map("\n\n".join))
def test_what_stands_between_blank_lines_stands_for_itself(text: str) -> None:
    quickly = rendered(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_is_plain", lambda _: False)
        assert quickly == rendered(text)


def test_most_of_the_bodies_is_plain() -> None:
    """Otherwise the quick way is not worth its lines."""
    bodies = [path.read_text("utf-8").split("\n---\n", 1)[1] for path in (REPOSITORY / "cases").glob("*/QTL-*.md")]
    parts = [part for body in bodies for part in module._PART.findall(body)]
    assert sum(map(module._is_plain, parts)) > len(parts) * 0.7


def test_nothing_of_a_body_is_dropped_in_silence() -> None:
    """The parser would: cells beyond a table's columns, what stands behind a fence, titles of pictures."""
    assert "三" in rendered("|a|\n|-|\n|一|二|三|")
    assert "甲" in rendered("```甲\nx\n```")
    assert "甲" in rendered('![x](http://a.example/b.png "甲")')
    assert "甲" in rendered('[x](nowhere.md "甲")')
    assert "b.png" in rendered("[![x](http://a.example/b.png)](http://c.example)")
