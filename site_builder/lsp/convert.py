"""Places, addresses and findings as the protocol has them: ranges in the editor's units, `file:` addresses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import to_fs_path
from pygls.workspace import PositionCodec
from pygls.workspace.position_codec import ServerTextPosition

from site_builder.assist.complete import Completion
from site_builder.rules.page import Spoken
from site_builder.text.place import Place

_SEVERITY = {"error": lsp.DiagnosticSeverity.Error, "warning": lsp.DiagnosticSeverity.Warning}
_KINDS = {
    "key": lsp.CompletionItemKind.Property, "value": lsp.CompletionItemKind.EnumMember,
    "move": lsp.CompletionItemKind.Event, "person": lsp.CompletionItemKind.Reference,
    "record": lsp.CompletionItemKind.Reference, "date": lsp.CompletionItemKind.Value,
}  # fmt: skip


def path_of(uri: str) -> Path | None:
    """The file a `file:` address names, on this system; None for other addresses."""
    path = to_fs_path(uri)
    return Path(path) if path else None


def uri_of(root: Path, path: str) -> str:
    return (root / path).as_uri()


def lines_of(text: str) -> list[str]:
    """The lines of a text as the protocol counts them, with their ends: other separators of Unicode end none."""
    return [line + "\n" for line in text.split("\n")]


def range_of(place: Place, lines: list[str], codec: PositionCodec) -> lsp.Range:
    """A place in characters, from 1, as a range in the editor's units, from 0."""
    start = lsp.Position(place.line - 1, place.column - 1)
    end = lsp.Position(place.end_line - 1, place.end_column - 1)
    return codec.range_to_client_units(lines, lsp.Range(start, end))


def position_of(position: lsp.Position, lines: list[str], codec: PositionCodec) -> ServerTextPosition:
    """An editor's position in characters, from 0."""
    return codec.position_from_client_units(lines, position)


def diagnostic_of(
    spoken: Spoken, lines: list[str], root: Path, texts: Mapping[str, str], codec: PositionCodec
) -> lsp.Diagnostic:
    """A finding in words; what to do about it is the last line of its message."""
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(
                uri_of(root, one.place.path), range_of(one.place, lines_of(texts.get(one.place.path, "")), codec)
            ),
            note,
        )
        for one, note in zip(spoken.finding.related, spoken.notes, strict=True)
    ]
    return lsp.Diagnostic(
        range=range_of(spoken.finding.place, lines, codec),
        message=spoken.text,
        severity=_SEVERITY[spoken.severity],
        code=spoken.finding.code,
        source="sidan",
        related_information=related,
    )


def item_of(completion: Completion, where: lsp.Range) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=completion.label,
        kind=_KINDS[completion.sort],
        detail=completion.detail,
        sort_text=f"{completion.rank + 5000:05d}{completion.label}",
        filter_text=f"{completion.text if not completion.is_snippet else completion.label} {completion.detail}",
        text_edit=lsp.TextEdit(where, completion.text),
        insert_text_format=lsp.InsertTextFormat.Snippet if completion.is_snippet else lsp.InsertTextFormat.PlainText,
    )
