"""The language server as an editor uses it: a real client over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import BaseLanguageClient

from tests.conftest import REPOSITORY
from tests.rules.harness import AS_OF, base_register, checked

WORKING = "cases/shimen/QTL-2025-0009.md"


class Editor:
    """An editor with one file open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = BaseLanguageClient("test", "1")
        self.told: dict[str, list[lsp.Diagnostic]] = {}
        self.news = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def diagnostics(params: lsp.PublishDiagnosticsParams) -> None:
            self.told[params.uri] = list(params.diagnostics)
            self.news.set()

    async def start(self, *encodings: str) -> lsp.InitializeResult:
        command = [sys.executable, "-m", "site_builder", "lsp", "--as-of", "2025-10-17"]
        await self.client.start_io(*command, cwd=str(REPOSITORY))
        general = lsp.GeneralClientCapabilities(
            position_encodings=[lsp.PositionEncodingKind(e) for e in encodings] or None
        )
        result = await self.client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(general=general), root_uri=self.root.as_uri())
        )
        self.client.initialized(lsp.InitializedParams())
        return result

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    async def open(self, path: str, text: str | None = None) -> list[lsp.Diagnostic]:
        shown = text if text is not None else (self.root / path).read_text(encoding="utf-8")
        self.news.clear()
        self.client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(self.uri(path), "markdown", 1, shown))
        )
        return await self.next(path)

    async def type(self, path: str, text: str, version: int = 2) -> list[lsp.Diagnostic]:
        self.news.clear()
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version, self.uri(path)),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.next(path)

    async def next(self, path: str) -> list[lsp.Diagnostic]:
        await asyncio.wait_for(self.news.wait(), 60)
        return self.told[self.uri(path)]

    async def complete(self, path: str, line: int, character: int) -> dict[str, lsp.CompletionItem]:
        found: Any = await self.client.text_document_completion_async(
            lsp.CompletionParams(lsp.TextDocumentIdentifier(self.uri(path)), lsp.Position(line, character))
        )
        return {item.label: item for item in found.items}

    async def stop(self) -> int:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        assert process is not None
        return await asyncio.wait_for(process.wait(), 30)


Session = Callable[[Editor], Awaitable[None]]


def run(root: Path, session: Session, *encodings: str) -> None:
    """One editor session from start to a clean end."""

    async def whole() -> None:
        editor = Editor(root)
        await editor.start(*encodings)
        await session(editor)
        assert await editor.stop() == 0

    asyncio.run(whole())


@pytest.fixture
def town(tmp_path: Path) -> Path:
    checked(base_register(), AS_OF, tmp_path / "town")
    return tmp_path / "town"


def lines_of(town: Path, path: str = WORKING) -> list[str]:
    return (town / path).read_text(encoding="utf-8").split("\n")


def test_what_is_wrong_is_told_as_it_is_typed_and_goes_when_it_is_mended(town: Path) -> None:
    good = (town / WORKING).read_text(encoding="utf-8")

    async def session(editor: Editor) -> None:
        assert await editor.open(WORKING) == []
        (wrong,) = await editor.type(WORKING, good.replace("kind: dispute", "kind: dispuet"))
        assert (wrong.code, wrong.severity, wrong.source) == ("R107", lsp.DiagnosticSeverity.Error, "sidan")
        assert (wrong.range.start.line, wrong.range.start.character, wrong.range.end.character) == (3, 6, 13)
        assert "dispute" in wrong.message
        actions: Any = await editor.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(editor.uri(WORKING)), wrong.range, lsp.CodeActionContext([wrong])
            )
        )
        ((edit,),) = [action.edit.changes.values() for action in actions]
        assert edit[0].new_text == "dispute"
        assert await editor.type(WORKING, good, 3) == []
        (broken,) = await editor.type(WORKING, good.replace("---\n", "--\n", 1), 4)
        assert broken.code == "F006"
        (rule,) = await editor.type(WORKING, good.replace("by: secretary, basis", "by: elder, basis"), 5)
        assert rule.code == "C223"
        assert editor.root.joinpath(WORKING).read_text(encoding="utf-8") == good, "nothing is written"

    run(town, session)


@pytest.mark.parametrize(("encoding", "end"), [("utf-8", 4 * 2 + 7), ("utf-16", 2 * 2 + 7), ("utf-32", 2 + 7)])
def test_columns_are_in_the_units_the_editor_asks_for(town: Path, encoding: str, end: int) -> None:
    good = (town / WORKING).read_text(encoding="utf-8")

    async def session(editor: Editor) -> None:
        (wrong,) = await editor.open(WORKING, good.replace("title: 竹木加工点夜间噪声", "title: 😀😀\u200b"))
        assert wrong.code == "F004"
        assert wrong.range.start.character == end

    run(town, session, encoding)


def test_moves_people_keys_and_values_are_offered(town: Path) -> None:
    lines = lines_of(town)
    event = next(i for i, line in enumerate(lines) if "move: work" in line)

    async def session(editor: Editor) -> None:
        text = "\n".join([*lines[: event + 1], "  - {on: 2025-10-15, move: , by: }", *lines[event + 1 :]])
        await editor.open(WORKING, text)
        moves = await editor.complete(WORKING, event + 1, 27)
        assert {"mediate", "progress", "reply", "suspend"} <= set(moves)
        assert not {"assign", "close", "hearing", "register"} & set(moves), "not from here, or not for a dispute"
        assert "调解" in (moves["mediate"].detail or "")
        assert "consent" in (moves["mediate"].detail or "")
        text = text.replace("move: , by: }", "move: mediate, by: }")
        await editor.type(WORKING, text)
        people = await editor.complete(WORKING, event + 1, 40)
        assert set(people) == {"mediator", "elder"}, "who may mediate in this village"
        keys = await editor.complete(WORKING, event + 1, 36)
        assert keys["consent"].detail == "双方同意 *" or "*" in (keys["consent"].detail or "")
        assert "risk_from" not in keys
        await editor.type(WORKING, text.replace("access: village", "access: "), 3)
        access = await editor.complete(WORKING, next(i for i, li in enumerate(lines) if li.startswith("access")), 8)
        assert list(access) and {"sealed", "office", "village", "board"} == set(access)
        new = "\n".join([*lines[: event + 1], "  - ", *lines[event + 1 :]])
        await editor.type(WORKING, new, 4)
        whole = await editor.complete(WORKING, event + 1, 4)
        (mediate,) = [item for label, item in whole.items() if label.startswith("mediate ")]
        assert mediate.insert_text_format == lsp.InsertTextFormat.Snippet
        assert "consent: ${" in mediate.text_edit.new_text  # type: ignore[union-attr]

    run(town, session)


def test_hover_definition_and_outline(town: Path) -> None:
    lines = lines_of(town)
    event = next(i for i, line in enumerate(lines) if "move: assign" in line)

    async def session(editor: Editor) -> None:
        await editor.open(WORKING)
        document = lsp.TextDocumentIdentifier(editor.uri(WORKING))

        async def hovered(line: int, word: str) -> str:
            at = lsp.Position(line, lines[line].index(word) + 1)
            found = await editor.client.text_document_hover_async(lsp.HoverParams(document, at))
            assert found is not None
            assert isinstance(found.contents, lsp.MarkupContent)
            return found.contents.value

        assert "《信访工作条例》第二十二条" in await hovered(event, "assign")
        assert "石大有" in await hovered(event, "secretary")
        due = next(i for i, line in enumerate(lines) if "due: " in line)
        assert "还有 19 日" in await hovered(due, "2025-11-05")
        assert "首办" in await hovered(next(i for i, li in enumerate(lines) if "first_handler" in li), "first_handler")
        at = lsp.Position(event, lines[event].index("secretary") + 1)
        found: Any = await editor.client.text_document_definition_async(lsp.DefinitionParams(document, at))
        assert found.uri == editor.uri("people.yaml")
        assert lines_of(town, "people.yaml")[found.range.start.line].strip() == "- id: secretary"
        shown: Any = await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
        assert [symbol.name for symbol in shown][:2] == ["T1 双方对停机时间达成协议", "2025-10-08 登记"]

    run(town, session)


def test_saving_judges_everything_again(town: Path) -> None:
    async def session(editor: Editor) -> None:
        await editor.open(WORKING)
        people = (town / "people.yaml").read_text(encoding="utf-8")
        (town / "people.yaml").write_text(people.replace("id: mediator\n", "id: mediator-2\n"), encoding="utf-8")
        editor.news.clear()
        editor.client.text_document_did_save(
            lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(editor.uri(WORKING)))
        )
        found = await editor.next(WORKING)
        assert {one.code for one in found} == {"R108"}

    run(town, session)
