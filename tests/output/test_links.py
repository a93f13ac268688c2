"""Which addresses a page leads to: what stands in an attribute, and nothing that only speaks of one."""

from __future__ import annotations

from pathlib import Path

from site_builder.output.publish import publish
from site_builder.output.verify import Look
from site_builder.render.page import File

POLICY = b"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">"""


def test_what_somebody_writes_about_addresses_is_no_link(tmp_path: Path) -> None:
    text = b"<head>" + POLICY + b"</head><p>put src=logo.png in it, or href=&#34;there.html&#34;</p>"
    assert publish([File("index.html", text)], tmp_path / "site", "office").written == 1


def test_a_link_to_what_is_not_there_is_found_wherever_it_stands() -> None:
    look = Look({}, {}, {"index.html"}, (), ())
    page = b'<a\nhref="gone.html">x</a> <img alt="" src="lost.png"> <a href="../index.html#top">up</a>'
    assert look._lost("cases/a.html", page) == ["cases/gone.html", "cases/lost.png"]
