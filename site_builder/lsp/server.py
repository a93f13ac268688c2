"""Turns an editor's questions into calls of `assist` and its answers into the protocol's values; decides nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from site_builder import __version__
from site_builder.assist.actions import actions
from site_builder.assist.complete import complete
from site_builder.assist.cursor import Cursor, find_cursor
from site_builder.assist.hover import hover, hover_finding
from site_builder.assist.judged import Judged, is_judged
from site_builder.assist.outline import blocks, definition, links, outline
from site_builder.assist.place import moves_above, record_kind
from site_builder.lsp.convert import diagnostic_of, item_of, lines_of, path_of, position_of, range_of, uri_of
from site_builder.lsp.session import Session
from site_builder.model.register import Register
from site_builder.sources.folder import Unreadable
from site_builder.sources.layout import GRIDS, TOP
from site_builder.spec import Language
from site_builder.text.place import Place

_WORD = re.compile(r"[A-Za-z0-9_\-\u4e00-\u9fff]+")
_TROUBLE = "sidan：这次没有做成，文件没有改动，请保存后再试  this did not work; no file was changed: save and try again"
_UNREADABLE = "sidan：{path} 读不了（{reason}）  cannot be read"
_WATCHED = ("**/cases/*/*.md", *(f"**/{name}" for name in TOP))


@dataclass(frozen=True)
class Asked:
    """A place in an open file that an editor asks about, with all that answers need."""

    judged: Judged
    register: Register
    path: str
    kind: str
    text: str
    lines: list[str]
    line: int
    column: int
    codec: PositionCodec

    @property
    def language(self) -> Language:
        return self.judged.checked.settings.locale

    @property
    def root(self) -> Path:
        return self.judged.checked.root

    def cursor(self, column: int) -> Cursor:
        return find_cursor(self.text, self.line, column, self.path.endswith(".md"))

    def word(self) -> tuple[int, str]:
        """The word at the place and its first column, from 1."""
        line = self.lines[self.line - 1] if self.line <= len(self.lines) else ""
        for match in _WORD.finditer(line):
            if match.start() < self.column <= match.end() + 1:
                return match.start() + 1, match[0]
        return self.column, ""

    def range(self, place: Place) -> lsp.Range:
        """A place in this file."""
        return range_of(place, self.lines, self.codec)

    def location(self, place: Place) -> lsp.Location:
        """A place in any file of the register."""
        lines = lines_of(self.judged.checked.texts.get(place.path, ""))
        return lsp.Location(uri_of(self.root, place.path), range_of(place, lines, self.codec))


class Server(LanguageServer):
    """One running server: the registers of its open files, each by its folder.

    `folder` is the register where it was given, otherwise it is the nearest folder with a grids.yaml above a file.
    """

    def __init__(self, folder: Path | None, today: Callable[[], date]) -> None:
        # the whole text each time: what counts as a line's end is then nobody's guess
        super().__init__("sidan", __version__, lsp.TextDocumentSyncKind.Full)
        self.folder = folder
        self.today = today
        self.sessions: dict[Path, Session] = {}

    def find(self, uri: str) -> tuple[Session, str] | None:
        """The register a file belongs to and its path in it; None for files that are not judged."""
        file = path_of(uri)
        if file is None:
            return None
        root = self.folder or next((up for up in file.parents if (up / GRIDS).is_file()), None)
        if root is None or not file.is_relative_to(root):
            return None
        path = file.relative_to(root).as_posix()
        if not is_judged(path):
            return None
        if root not in self.sessions:
            self.sessions[root] = Session(root, self.today, lambda: self.publish(root), self.failed)
        return self.sessions[root], path

    def publish(self, root: Path) -> None:
        """Send what is wrong in each open file of a register."""
        session = self.sessions[root]
        judged = session.judged
        if judged is None:
            return
        checked = judged.checked
        codec = self.workspace.position_codec
        for uri, document in self.workspace.text_documents.items():
            found = self.find(uri)
            if found is None or found[0] is not session or session.is_waiting(found[1]):
                continue
            lines = lines_of(checked.texts.get(found[1], document.source))
            diagnostics = [
                diagnostic_of(spoken, lines, root, checked.texts, codec)
                for spoken in checked.spoken_in(found[1], checked.settings.locale)
            ]
            version = document.version if checked.texts.get(found[1]) == document.source else None
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics, version))

    def asked(self, uri: str, position: lsp.Position | None = None) -> Asked | None:
        """What an editor asks about; None where there is no register to answer from (yet)."""
        found = self.find(uri)
        judged, register = (found[0].judged, found[0].register) if found else (None, None)
        kind = record_kind(found[1]) if found else None
        if found is None or judged is None or register is None or kind is None:
            return None
        text = self.workspace.get_text_document(uri).source
        lines, codec = lines_of(text), self.workspace.position_codec
        at = position_of(position or lsp.Position(0, 0), lines, codec)
        return Asked(judged, register, found[1], kind, text, lines, at.line + 1, at.character + 1, codec)

    def failed(self, error: BaseException) -> None:
        """Say that a register cannot be read, or that judging it went wrong."""
        message = _TROUBLE
        if isinstance(error, Unreadable):
            message = _UNREADABLE.format(path=error.path, reason=error.reason)
        else:
            logging.getLogger("pygls").error("", exc_info=error)
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """One plain sentence; an error's own words may hold what somebody typed."""
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, _TROUBLE))


def make_server(folder: Path | None, today: Callable[[], date]) -> Server:
    """A server for the register in `folder`, or (None) for whichever register an opened file stands in."""
    server = Server(folder, today)
    _files(server)
    _questions(server)
    _structure(server)
    return server


def _files(server: Server) -> None:
    """Files that are opened, typed in, saved, closed, or changed on the disk by others."""

    @server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(glob) for glob in _WATCHED])
        watch = lsp.Registration("sidan-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(lsp.RegistrationParams([watch]))

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        for session in {found[0] for event in params.changes if (found := server.find(event.uri))}:
            session.read()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is not None:
            found[0].open(found[1], server.workspace.get_text_document(params.text_document.uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is not None:
            found[0].type(found[1], server.workspace.get_text_document(params.text_document.uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is not None:
            found[0].read()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        found = server.find(params.text_document.uri)
        if found is not None:
            found[0].close(found[1])
            server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(params.text_document.uri, []))


def _questions(server: Server) -> None:
    """What may be written here, what a word means, what to write instead."""

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", ":", "{", "["]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        asked = server.asked(params.text_document.uri, params.position)
        if asked is None:
            return lsp.CompletionList(is_incomplete=True, items=[])
        cursor = asked.cursor(asked.column)
        case, moves = asked.judged.case(asked.path), moves_above(asked.text, asked.line)
        day = asked.judged.checked.as_of
        items = complete(asked.register, asked.kind, cursor, case, moves, day, asked.language)
        where = asked.range(Place(asked.path, asked.line, cursor.start, asked.line, cursor.end))
        return lsp.CompletionList(is_incomplete=False, items=[item_of(one, where) for one in items])

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        asked = server.asked(params.text_document.uri, params.position)
        if asked is None:
            return None
        start, word = asked.word()
        case, day = asked.judged.case(asked.path), asked.judged.checked.as_of
        told = [hover(asked.register, asked.kind, asked.cursor(start), word, case, day, asked.language)]
        for one in asked.judged.findings(asked.path):
            if one.place.covers(asked.line, asked.column):
                told.append(hover_finding(one.code, asked.language))
        text = "\n\n---\n\n".join(filter(None, told))
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def offered(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        asked = server.asked(uri)
        if asked is None or asked.judged.checked.texts.get(asked.path) != asked.text:
            return []  # judged before the last keystrokes: a correction might land beside its place
        shown = []
        first, last = params.range.start.line + 1, params.range.end.line + 1
        for one in actions(asked.judged, asked.path, asked.text, asked.language):
            if one.finding.place.line <= last and one.finding.place.end_line >= first:
                edit = lsp.WorkspaceEdit(changes={uri: [lsp.TextEdit(asked.range(one.place), one.text)]})
                kind = lsp.CodeActionKind.QuickFix
                where = asked.range(one.finding.place)
                mended = [d for d in params.context.diagnostics if d.code == one.finding.code and d.range == where]
                shown.append(lsp.CodeAction(one.title, kind, mended or None, is_preferred=one.is_sure, edit=edit))
        return shown


def _structure(server: Server) -> None:
    """Where things are: definitions, links, an outline, what can be folded."""

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        asked = server.asked(params.text_document.uri, params.position)
        place = definition(asked.register, asked.word()[1]) if asked else None
        return asked.location(place) if asked and place else None

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK)
    def linked(params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
        asked = server.asked(params.text_document.uri)
        if asked is None:
            return []
        known = links(asked.register, asked.path, asked.text)
        return [lsp.DocumentLink(asked.range(at), uri_of(asked.root, path)) for at, path in known]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        asked = server.asked(params.text_document.uri)
        case = asked.judged.case(asked.path) if asked else None
        if asked is None or case is None:
            return []
        shown = []
        for entry in outline(case, asked.register, asked.language):
            where = asked.range(entry.place)
            shown.append(lsp.DocumentSymbol(entry.name or "—", lsp.SymbolKind.Event, where, where, entry.detail))
        return shown

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folded(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        asked = server.asked(params.text_document.uri)
        if asked is None:
            return []
        return [lsp.FoldingRange(first - 1, last - 1) for first, last in blocks(asked.text)]
