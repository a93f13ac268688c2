"""A picture made anew from its pixels: whatever else its file held is gone, be it where it was taken or by whom.

Pillow alone decodes, in its two readers of JPEG and PNG, and it is not needed where no picture leaves the office.
Source: hazards notes §5, "Attachments"; docs/decisions/0029-attachments.md.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from site_builder.text.forms import MAX_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITY = 85
_LAID_OPEN = ("1", "L", "RGB")
"""Ways of keeping pixels that are written as they are; all others are turned into RGB."""
_FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, EOFError,
    AssertionError, NotImplementedError, struct.error, zlib.error, UserWarning,
)  # fmt: skip
"""What Pillow's readers are known to end in where a file is damaged."""


class Unclear(Exception):
    """A picture that cannot be decoded, or is too large to be."""


def library() -> str:
    """Which Pillow there is, with the libraries that shape its bytes; "" where there is none."""
    try:
        from PIL import __version__, features
    except ImportError:
        return ""
    return f"{__version__} {features.version_codec('jpg')} {features.version_codec('zlib')}"


def made_anew(data: bytes, form: str) -> bytes:
    """The same picture, upright, as a file of the same form (`jpg`, `png`) that holds nothing but its pixels.

    What lies behind a transparent part is not shown, so it is not given either: it becomes white. Raises Unclear;
    ImportError where there is no Pillow.
    """
    from PIL import Image, ImageOps

    kind = {"jpg": "JPEG", "png": "PNG"}[form]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=(kind,)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise Unclear("too large")
                opened.load()
                ImageOps.exif_transpose(opened, in_place=True)
                flat = _flat(opened)
            bare = Image.new(flat.mode, flat.size)
            bare.paste(flat)
            del flat
            return _written(bare, kind)
    except Image.DecompressionBombError:
        raise Unclear("too large") from None
    except _FAULTS as error:
        raise Unclear(type(error).__name__) from None


def _flat(picture: Image) -> Image:
    """Without transparency, in a way of keeping pixels that both forms know."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        seen = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, (255, 255, 255))
        ground.paste(seen, mask=seen)
        return ground
    return picture if picture.mode in _LAID_OPEN else picture.convert("RGB")


def _written(bare: Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        bare.convert("L" if bare.mode == "1" else bare.mode).save(out, "JPEG", quality=_QUALITY, optimize=False)
    else:
        bare.save(out, "PNG", compress_level=6)
    return out.getvalue()
