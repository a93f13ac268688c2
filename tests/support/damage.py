"""What editors, mails and merges do to a case file, so that its front matter can be lost: hazards notes §0 (1), §1."""

from __future__ import annotations

from collections.abc import Callable

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a mark before it": lambda data: b"\xef\xbb\xbf\n" + data,
    "a blank line before it": lambda data: b"\n" + data,
    "a blank before it": lambda data: b" " + data,
    "a blank after the line": lambda data: data.replace(b"---\n", b"--- \n", 1),
    "four dashes": lambda data: data.replace(b"---\n", b"----\n", 1),
    "dashes of full width": lambda data: data.replace(b"---\n", "－－－\n".encode(), 1),
    "no end": lambda data: data.replace(b"\n---\n", b"\n", 1),
    "an end of dots": lambda data: data.replace(b"\n---\n", b"\n...\n", 1),
    "returns alone": lambda data: data.replace(b"\n", b"\r"),
    "two bytes a character": lambda data: data.decode().encode("utf-16"),
    "another encoding": lambda data: data.decode().encode("gb18030"),
    "a broken character": lambda data: data.replace("事".encode(), b"\xe4\xba", 1) + b"\xff",
    "a conflict": lambda data: data.replace(b"access:", b"<<<<<<< a\naccess:", 1),
    "the key twice": lambda data: data.replace(b"access: office", b"access: office\naccess: board", 1),
    "a key that is not seen": lambda data: data.replace(b"access:", "acc\u200bess:".encode(), 1),
    "a value with a colon of full width": lambda data: data.replace(b"access: ", "access：".encode(), 1),
}
REQUIRED = ("id", "title", "kind", "category", "village", "access", "status", "level", "source", "found_on", "registered_on",
            "first_handler", "events")  # fmt: skip


def without_key(text: str, key: str) -> str:
    """The text of a case file without one key and what stands under it."""
    lines = [line for line in text.split("\n") if not line.startswith(f"{key}:")]
    if key == "events":
        lines = [line for line in lines if not line.startswith(("- ", "  "))]
    return "\n".join(lines)
