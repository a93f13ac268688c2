"""Pages as one PDF, set by their own styles for paper. WeasyPrint does it, which is an extra of this program.

Nothing is asked of the network or the disk but fonts; the same pages give the same bytes.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from site_builder.render.page import File

Missing = Literal["extra", "library", "font"]
_HERE = "file:///"
"""Where the pages are said to lie, so that their relative addresses mean something; nothing is read from there."""


class CannotPrint(Exception):
    """Something that a PDF needs is not on this machine."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing)
        self.missing: Missing = missing


def pdf(pages: Iterable[File], static: Iterable[File]) -> bytes:
    """The pages one after another, each counting its own sheets. `static` are the files of their theme.

    Raises CannotPrint where the extra, its system libraries or a Chinese font are missing.
    """
    weasyprint = _weasyprint()
    if not _has_chinese():
        raise CannotPrint("font")
    files = {file.path: file.data for file in static}
    set_ = [
        weasyprint.HTML(
            string=page.data.decode("utf-8"), base_url=_HERE + page.path, url_fetcher=_fetcher(files)
        ).render()
        for page in pages
    ]
    sheets = [sheet for document in set_ for sheet in document.pages]
    for sheet in sheets:
        sheet.links.clear()  # they lead to pages of the site, which a file that was sent has not beside it
    written: bytes = set_[0].copy(sheets).write_pdf()
    return written


def missing() -> Missing | None:
    """What a PDF needs and this machine has not; None where nothing is."""
    try:
        _weasyprint()
    except CannotPrint as problem:
        return problem.missing
    return None if _has_chinese() else "font"


def _weasyprint() -> Any:
    for name in ("weasyprint", "fontTools"):  # what they say of styles for screens is for nobody here
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import weasyprint
        except ImportError:
            raise CannotPrint("extra") from None
        except OSError:  # Pango or HarfBuzz
            raise CannotPrint("library") from None
    return weasyprint


def _fetcher(files: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Files(URLFetcher):  # type: ignore[misc]
        """Gives out the theme's files and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = url.removeprefix(_HERE)
            if path not in files:
                raise FatalURLFetchingError(f"{path} is not among the theme's files")
            kind = "text/css" if path.endswith(".css") else "image/svg+xml"
            return URLFetcherResponse(url, files[path], {"Content-Type": kind})

    return Files()


def _has_chinese() -> bool:
    """True where the font that would be taken for Chinese has a sign for 一: without any font Pango would not live."""
    from fontTools.ttLib import TTFont, TTLibError
    from weasyprint.text.ffi import ffi, fontconfig

    config = fontconfig.FcInitLoadConfigAndFonts()
    pattern = fontconfig.FcPatternCreate()
    fontconfig.FcPatternAddString(pattern, b"lang", b"zh-cn")
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    found = fontconfig.FcFontMatch(config, pattern, ffi.new("FcResult *"))
    path = ffi.new("FcChar8 **")
    if not found or fontconfig.FcPatternGetString(found, b"file", 0, path) != fontconfig.FcResultMatch:
        return False
    try:
        font = TTFont(ffi.string(path[0]).decode(), fontNumber=0, lazy=True)
        return ord("一") in font.getBestCmap()
    except (OSError, TTLibError, TypeError):
        return False
