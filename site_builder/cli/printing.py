"""A page or a PDF, or one sentence about what it lacks on this machine or in the theme (exit 3)."""

from __future__ import annotations

from collections.abc import Callable

from site_builder.cli import Problem
from site_builder.cli.themed import theme_usable
from site_builder.render.pdf import CannotPrint

_LACKS = {
    "extra": "PDF 要另装：pip install 'sidan[pdf]'  PDF is an extra: pip install 'sidan[pdf]'",
    "library": "PDF 缺少系统库 system libraries are missing for PDF："
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0（Debian, 统信, 麒麟）；"
    "dnf install pango（Fedora, openEuler）；pacman -S mingw-w64-ucrt-x86_64-pango（Windows, MSYS2）",
    "font": "没有装中文字体，PDF 上会全是空格子 no Chinese font is installed, so the PDF would be blank: "
    "apt-get install fonts-noto-cjk",
}


def printed(make: Callable[[], bytes]) -> bytes:
    """What `make` makes."""
    try:
        with theme_usable():
            return make()
    except CannotPrint as error:
        raise Problem(_LACKS[error.missing]) from None
