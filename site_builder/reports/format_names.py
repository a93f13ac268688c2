"""The names of the formats of `sidan check`, for those who need no more (design §6)."""

from __future__ import annotations

FORMAT_NAMES = ("text", "json", "sarif", "github", "gitlab", "junit", "rdjsonl")
