"""Turns an editor's questions into calls of `assist` and its answers into the protocol's values; decides nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec, TextDocument

from site_builder import __version__
from site_builder.assist.complete import Completion, complete
from site_builder.assist.cursor import Cursor, find_cursor
from site_builder.assist.hover import hover
from site_builder.assist.outline import definition, outline
from site_builder.assist.place import moves_above, record_kind
from site_builder.assist.workspace import Workspace
from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.rules.checked import text_key
from site_builder.rules.page import Spoken
from site_builder.sources.folder import Unreadable
from site_builder.sources.layout import GRIDS
from site_builder.spec import Language
from site_builder.text.place import Place

_SEVERITY = {"error": lsp.DiagnosticSeverity.Error, "warning": lsp.DiagnosticSeverity.Warning}
_KINDS = {
    "key": lsp.CompletionItemKind.Property, "value": lsp.CompletionItemKind.EnumMember,
    "move": lsp.CompletionItemKind.Event, "person": lsp.CompletionItemKind.Reference,
    "record": lsp.CompletionItemKind.Reference, "date": lsp.CompletionItemKind.Value,
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z0-9_\-\u4e00-\u9fff]+")


class Server(LanguageServer):
    """One running server: the workspaces it has opened, by the register's folder."""

    def __init__(self, folder: Path | None, today: Callable[[], date]) -> None:
        super().__init__("sidan", __version__)
        self.folder = folder
        self.today = today
        self.workspaces: dict[Path, Workspace] = {}

    def find(self, uri: str) -> tuple[Workspace, str] | None:
        """The register a file belongs to and its path in it; None outside of any register."""
        file = path_of(uri)
        if file is None:
            return None
        root = self.folder or next((up for up in file.parents if (up / GRIDS).is_file()), None)
        if root is None or not file.is_relative_to(root):
            return None
        if root not in self.workspaces:
            try:
                self.workspaces[root] = Workspace(root, self.today())
            except Unreadable:
                return None
        return self.workspaces[root], file.relative_to(root).as_posix()

    def ask(self, uri: str, position: lsp.Position | None = None) -> Asked | None:
        """A question as `assist` wants it; None outside of a record of a readable register."""
        found = self.find(uri)
        if found is None:
            return None
        workspace, path = found
        kind, register = record_kind(path), workspace.checked.register
        if kind is None or register is None:
            return None
        document = self.workspace.get_text_document(uri)
        at = document.position_codec.position_from_client_units(document.lines, position or lsp.Position(0, 0))
        return Asked(workspace, register, path, kind, document, at.line, at.character)

    def publish(self, uri: str) -> None:
        """Send what is wrong in one file."""
        found = self.find(uri)
        if found is None:
            return
        workspace, path = found
        document = self.workspace.get_text_document(uri)
        language = workspace.checked.settings.locale
        diagnostics = [
            _diagnostic(spoken, document, workspace)
            for spoken in workspace.checked.spoken(language)
            if text_key(spoken.finding) == path
        ]
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=document.version)
        )

    def publish_all(self) -> None:
        for uri in self.workspace.text_documents:
            self.publish(uri)


@dataclass(frozen=True)
class Asked:
    """A question about a place in an open file: the register, the record's kind, the document, the place from 0."""

    workspace: Workspace
    register: Register
    path: str
    kind: str
    document: TextDocument
    line: int
    character: int

    @property
    def language(self) -> Language:
        return self.workspace.checked.settings.locale

    @property
    def case(self) -> Case | None:
        return self.workspace.case(self.path)

    def cursor(self, character: int) -> Cursor:
        """Where a column of the line, from 0, stands in the record."""
        return find_cursor(self.document.source, self.line + 1, character + 1, self.path.endswith(".md"))

    def word(self) -> tuple[int, str]:
        """The word at the place and its first column, from 0, in characters."""
        lines = self.document.lines
        line = lines[self.line] if self.line < len(lines) else ""
        for match in _WORD.finditer(line):
            if match.start() <= self.character <= match.end():
                return match.start(), match[0]
        return self.character, ""

    def range(self, place: Place) -> lsp.Range:
        """A place in the open file in the client's units."""
        return _range(place, self.document.lines, self.document.position_codec)


def path_of(uri: str) -> Path | None:
    """The file a `file:` address names."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def uri_of(root: Path, path: str) -> str:
    return "file://" + quote(str(root / path))


def _range(place: Place, lines: Sequence[str], codec: PositionCodec) -> lsp.Range:
    """A place in characters as a range in the client's units."""
    inside = lsp.Range(
        lsp.Position(place.line - 1, place.column - 1), lsp.Position(place.end_line - 1, place.end_column - 1)
    )
    return codec.range_to_client_units(lines, inside)


def _diagnostic(spoken: Spoken, document: TextDocument, workspace: Workspace) -> lsp.Diagnostic:
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(
                uri_of(workspace.root, one.place.path),
                _range(
                    one.place, workspace.checked.texts.get(one.place.path, "").splitlines(True), document.position_codec
                ),
            ),
            note,
        )
        for one, note in zip(spoken.finding.related, spoken.notes, strict=True)
    ]
    return lsp.Diagnostic(
        range=_range(spoken.finding.place, document.lines, document.position_codec),
        message=f"{spoken.message}\n{spoken.help}" if spoken.help else spoken.message,
        severity=_SEVERITY[spoken.severity],
        code=spoken.finding.code,
        source="sidan",
        related_information=related,
    )


def _item(completion: Completion, where: lsp.Range) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=completion.label,
        kind=_KINDS[completion.sort],
        detail=completion.detail,
        sort_text=f"{completion.rank + 5000:05d}{completion.label}",
        filter_text=f"{completion.text if not completion.is_snippet else completion.label} {completion.detail}",
        text_edit=lsp.TextEdit(where, completion.text),
        insert_text_format=lsp.InsertTextFormat.Snippet if completion.is_snippet else lsp.InsertTextFormat.PlainText,
    )


def make_server(folder: Path | None, today: Callable[[], date]) -> Server:
    """A server for the register in `folder`, or (None) for whichever register an opened file stands in."""
    server = Server(folder, today)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        typed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        typed(params.text_document.uri)

    def typed(uri: str) -> None:
        found = server.find(uri)
        if found is not None:
            workspace, path = found
            workspace.type(path, server.workspace.get_text_document(uri).source)
            server.publish(uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is None:
            return
        workspace, _ = found
        before = dict(workspace.overlay)
        judged = await asyncio.get_running_loop().run_in_executor(None, workspace.judged, before)
        workspace.checked = judged
        for path, text in workspace.overlay.items():
            if before.get(path) != text:
                workspace.type(path, text)
        server.publish_all()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is not None:
            workspace, path = found
            workspace.close(path)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", ":", "{"]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        asked = server.ask(params.text_document.uri, params.position)
        if asked is None:
            return lsp.CompletionList(is_incomplete=False, items=[])
        cursor = asked.cursor(asked.character)
        moves = moves_above(asked.document.source, asked.line + 1)
        day = asked.workspace.as_of
        items = complete(asked.register, asked.kind, cursor, asked.case, moves, day, asked.language)
        where = asked.range(Place(asked.path, asked.line + 1, cursor.start, asked.line + 1, cursor.end))
        return lsp.CompletionList(is_incomplete=False, items=[_item(one, where) for one in items])

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        asked = server.ask(params.text_document.uri, params.position)
        if asked is None:
            return None
        start, word = asked.word()
        cursor = asked.cursor(start)
        told = hover(asked.register, asked.kind, cursor, word, asked.case, asked.workspace.as_of, asked.language)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, told)) if told else None

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        asked = server.ask(params.text_document.uri, params.position)
        place = definition(asked.register, asked.word()[1]) if asked else None
        if asked is None or place is None:
            return None
        lines = asked.workspace.checked.texts.get(place.path, "").splitlines(True)
        where = _range(place, lines, asked.document.position_codec)
        return lsp.Location(uri_of(asked.workspace.root, place.path), where)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        asked = server.ask(params.text_document.uri)
        if asked is None or asked.case is None:
            return []
        shown = []
        for entry in outline(asked.case, asked.register, asked.language):
            where = asked.range(entry.place)
            shown.append(lsp.DocumentSymbol(entry.name or "—", lsp.SymbolKind.Event, where, where, entry.detail))
        return shown

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        asked = server.ask(params.text_document.uri)
        if asked is None:
            return []
        offered = []
        for one in asked.workspace.findings(asked.path):
            write = next((str(value) for name, value in one.values if name in ("close", "write")), "")
            where = asked.range(one.place)
            if not write or where.end.line < params.range.start.line or where.start.line > params.range.end.line:
                continue
            edit = lsp.WorkspaceEdit(changes={params.text_document.uri: [lsp.TextEdit(where, write)]})
            offered.append(lsp.CodeAction(f"→ {write}", lsp.CodeActionKind.QuickFix, edit=edit, is_preferred=True))
        return offered

    return server
