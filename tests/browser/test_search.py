"""Searching in a real browser, from a folder with the network off and from a server: what is found, and how it is asked."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from site_builder.exports import search_data
from site_builder.model.case import Case
from site_builder.model.weeks import Week
from site_builder.pages import all_pages, page_types, site_of
from site_builder.pages.edition_index import index
from site_builder.render.markdown import markdown
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.views.edition import Edition
from tests.browser.test_site import Opened
from tests.exports.test_search_data import is_counted, labels, page_of
from tests.pages.test_site import real
from tests.support.accessible import violations
from tests.support.serving import serving
from tests.support.town import edition_of, town

NEEDED = ("home", "search", "case", "case_lists", "village", "person", "grid", "not_found")
HOSTILE = '</script><img src=x onerror="window.hurt=1"> “引号” ${x} \\ &amp; <b>粗</b>'


def put(shown: Edition, root: Path, types: Iterable[str] = NEEDED) -> Path:
    """A site on disk with its search data and the pages of some types."""
    theme = load_theme("default", None, site_of(shown))
    names = {f"{name}.html" for name in types}
    pages = (page for kind in page_types(shown) if kind.TEMPLATE in names for page in kind.pages(shown))
    data = search_data.files(shown) if shown.audience.kind in search_data.AUDIENCES else ()
    for file in (*(render(page, theme) for page in pages), *data, *theme.static):
        target = root / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
    return root


@pytest.fixture(scope="module")
def edition() -> Edition:
    return real("office")


@pytest.fixture(scope="module")
def folder(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(edition, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield f"{address}/"


class Search(Opened):
    """The search page, opened from a folder or from a server."""

    def __init__(self, chromium: Any, place: Path | str, **settings: Any) -> None:
        self.base = place if isinstance(place, str) else place.as_uri() + "/"
        settings.setdefault("viewport", {"width": 1280, "height": 900})
        super().__init__(chromium, Path(), **settings)
        if isinstance(place, Path):
            self.context.set_offline(True)

    def go(self, path: str) -> Search:
        self.page.goto(self.base + path)
        return self

    def ask(self, query: str = "", **filters: str | list[str]) -> Search:
        """Open the page with a query and filters in its address."""
        parts = [f"q={quote(query)}"] if query else []
        for key, values in filters.items():
            parts += [f"{key}={value}" for value in ([values] if isinstance(values, str) else values)]
        return self.go("search.html?" + "&".join(parts)).read()

    def read(self) -> Search:
        """Wait until all data are read in."""
        self.page.wait_for_selector("#search-live")
        self.page.wait_for_selector(".search-results[aria-busy=false]")
        return self

    def type(self, text: str) -> Search:
        self.page.fill("#q", text)
        return self

    @property
    def count(self) -> int:
        found = re.search(r"\d+", self.page.inner_text("#search-count"))
        return int(found[0]) if found else 0

    @property
    def ids(self) -> list[str]:
        """The numbers of all cases found, in order; everything is unfolded first."""
        self.page.evaluate(
            "() => { const more = document.getElementById('search-more'); while (!more.hidden) { more.click(); } }"
        )
        found: list[str] = self.page.locator("#search-hits .id").all_inner_texts()
        return found

    @property
    def titles(self) -> list[str]:
        found: list[str] = self.page.locator("#search-hits h3").all_inner_texts()
        return found

    def choices(self, key: str) -> dict[str, int]:
        """The choices of a filter with their counts; all of them are unfolded first."""
        group = self.page.locator(f'.search-filter[data-key="{key}"]')
        group.evaluate("group => { if (group.tagName === 'DETAILS') { group.open = true; } }")
        self.page.wait_for_timeout(30)
        if group.locator("button").is_visible():
            group.locator("button").click()
        words, counts = (group.locator(f".{name}").all_inner_texts() for name in ("choice-word", "count"))
        return {word: int(count) for word, count in zip(words, counts, strict=True)}

    def tick(self, key: str, word: str) -> Search:
        group = self.page.locator(f'.search-filter[data-key="{key}"]')
        group.evaluate("group => { if (group.tagName === 'DETAILS') { group.open = true; } }")
        group.locator("label", has_text=word).first.click()
        return self

    @property
    def chips(self) -> list[str]:
        found = self.page.locator("#search-chips .chip").all_inner_texts()
        return [text.partition("×")[0].strip() for text in found]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def focused(self) -> str:
        found: str = self.page.evaluate("document.activeElement.id || document.activeElement.innerText")
        return found

    def close(self) -> None:
        """Nothing was said on the console, and nothing was asked of anybody else."""
        assert self.said == []
        assert [url for url in self.asked if not url.startswith(self.base)] == []
        self.context.close()


# what is found


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


@dataclass(frozen=True)
class Oracle:
    """What of each case can be found, taken from what its page shows: the search by hand."""

    fields: dict[str, tuple[list[str], list[str], list[str]]]
    days: dict[str, str]

    @classmethod
    def of(cls, edition: Edition) -> Oracle:
        known, words = index(edition), labels(edition)
        people = {edition.register.town.name_of(id) for id in (*known.people, *known.units)}
        fields, days = {}, {}
        for case in edition.cases:
            texts, names, words_there = page_of(edition, case)
            texts = {text for text in texts if text not in words and not is_counted(text) and text != case.body}
            row = known.rows[case.id]
            others = [*texts, *rendered(case), row.village.text, row.kind, row.category, row.level, row.status.word]
            others += [known.label("source", case.source), known.town.name_of(case.grid) if case.grid else ""]
            others += sorted(words_there & known.cases.keys())
            others += [str(Week.of(event.known_on)) for event in case.known_on(edition.as_of)]
            links = known.known_links(case)
            others += [id for id in (links.duplicates, links.reopens, *links.related) if id in known.cases]
            parts = ([case.id, case.title], sorted(names & people), others)
            fields[case.id] = tuple([folded(re.sub(r"\s+", " ", text)) for text in part] for part in parts)
            days[case.id] = str(case.found_on)
        return cls(fields, days)

    def rank(self, id: str, term: str) -> int | None:
        titles, people, others = self.fields[id]
        if term in titles:
            return 0
        for number, part in enumerate((titles, people, others), 1):
            if any(term in text for text in part):
                return number
        return 3 if re.fullmatch(r"[\d-]+", term) and term in self.days[id] else None

    def find(self, *terms: str) -> list[str]:
        """The numbers of the cases that hold every term, the best first, then the newest."""
        found = {}
        for id in self.fields:
            ranks = [self.rank(id, folded(term)) for term in terms]
            if None not in ranks:
                found[id] = max(rank for rank in ranks if rank is not None)
        newest = sorted(found, key=lambda id: (self.days[id], id), reverse=True)
        return sorted(newest, key=lambda id: found[id])


def rendered(case: Case) -> list[str]:
    """The body as a reader sees it, block by block."""
    html = re.sub(
        r"</?(?:p|li|h\d|td|th|tr|pre|blockquote|ul|ol|table|div)\b[^>]*>",
        "\0",
        str(markdown(case.body, {}, "", "", "")),
    )
    text = (
        re.sub("<[^>]*>", "", html)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
    )
    return [block.strip() for block in text.split("\0") if block.strip()]


@pytest.fixture(scope="module")
def oracle(edition: Edition) -> Oracle:
    return Oracle.of(edition)


def fragments(oracle: Oracle) -> list[str]:
    """Pieces of two to five characters of titles, names and texts, picked by chance, the same each time."""
    chance = random.Random(7)
    found: list[str] = []
    for id in chance.sample(sorted(oracle.fields), 14):
        for part in oracle.fields[id]:
            text = chance.choice(part) if part else ""
            pieces = re.findall(r"[^\s\"“”]+", text)
            if pieces:
                piece = chance.choice(pieces)
                start = chance.randrange(max(1, len(piece) - 3))
                found.append(piece[start : start + chance.randrange(2, 6)])
    return found


def test_it_finds_exactly_the_cases_that_hold_the_words(chromium: Any, folder: Path, oracle: Oracle) -> None:
    search = Search(chromium, folder).ask(type="case")
    queries = [
        "排水",
        "界址",
        "的",
        "P1",
        "签字",
        "０．４",
        "qtl-2025-00",
        "2025-09",
        "W38",
        "石门",
        "不存在的词",
        "《",
        "第1网格",
        *fragments(oracle),
    ]
    hits = 0
    for query in queries:
        expected = oracle.find(query)
        assert search.type(query).ids == expected, query
        assert search.count == len(expected)
        hits += len(expected)
    assert hits > 800
    search.close()


def test_every_word_must_be_there_and_quotes_keep_blanks(chromium: Any, folder: Path, oracle: Oracle) -> None:
    search = Search(chromium, folder).ask(type="case")
    for query, terms in {
        "石门 排水": ("石门", "排水"),
        "　石门　　排水 签字": ("石门", "排水", "签字"),
        '"两户茶园" 协议': ("两户茶园", "协议"),
        "“约 0.4亩”": ("约 0.4亩",),
        '"约 0.4亩': ("约 0.4亩",),
        "约 0.4亩": ("约", "0.4亩"),
    }.items():
        assert search.type(query).ids == oracle.find(*terms), query
    search.close()


def test_a_part_of_a_name_finds_the_person_and_the_cases(
    chromium: Any, folder: Path, edition: Edition, oracle: Oracle
) -> None:
    """Whoever knows the given name alone finds 张建国 by 建国."""
    named = Counter(name for _, names, _ in oracle.fields.values() for name in names)
    people = {folded(person.name): person for person in edition.register.town.people.values() if len(person.name) == 3}
    name = next(name for name, n in named.most_common() if name in people and 2 < n < 60)
    search = Search(chromium, folder).ask(name[1:])
    assert search.titles[0].endswith(people[name].name)
    assert set(search.ids) == set(oracle.find(name[1:]))
    assert len(search.ids) > 2
    assert name[1:] in search.page.locator("#search-hits mark").all_inner_texts()
    search.close()


def test_full_and_half_width_and_capitals_are_alike(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask(type="case")
    plain = search.type("QTL-2025-0001").ids
    assert plain[0] == "QTL-2025-0001"
    for query in ("qtl-2025-0001", "ＱＴＬ－２０２５－０００１", "Qtl-２０25-0001"):
        assert search.type(query).ids == plain, query
    search.close()


def test_the_number_comes_first_then_titles_names_and_texts(chromium: Any, folder: Path, oracle: Oracle) -> None:
    search = Search(chromium, folder).ask(type="case")
    assert search.type("QTL-2025-0017").ids[:1] == ["QTL-2025-0017"]
    assert len(search.ids) > 1, "other cases name it in their texts"
    ids = search.type("排水").ids
    ranks = [oracle.rank(id, "排水") for id in ids]
    assert ranks == sorted(ranks, key=int) and set(ranks) == {1, 3}
    search.close()


def test_people_places_weeks_visits_and_lists_are_found_too(chromium: Any, folder: Path, edition: Edition) -> None:
    visit = edition.register.visits[0]
    search = Search(chromium, folder).ask()
    for query, kind, href in (
        ("石门村", "village", "villages/shimen.html"),
        ("石门村第1网格", "grid", "grids/shimen-01.html"),
        ("林业站", "unit", "units/forestry.html"),
        ("2025-W42", "week", "weeks/2025-W42/town.html"),
        (visit.id, "visit", f"ledgers/visits.html#{visit.id}"),
        ("矛盾纠纷", "list", "kinds/dispute.html"),
        ("矛盾纠纷排查化解台账", "list", "ledgers/disputes.html"),
        ("例会 竹园村", "meeting", "meetings/zhuyuan.html"),
    ):
        search.type(query)
        first = search.page.locator("#search-hits .hit").first
        assert first.locator("a").get_attribute("href") == href
        assert search.choices("type")[json.loads(search.page.inner_text("#search-words"))["type"][kind]] >= 1
    search.close()


# filters


def test_filters_combine_and_count_what_each_choice_would_leave(chromium: Any, folder: Path, edition: Edition) -> None:
    known = index(edition)
    rows = list(known.rows.values())
    search = Search(chromium, folder).ask(type="case")

    def counted(key: Callable[[Any], str], *keep: Callable[[Any], bool]) -> dict[str, int]:
        return dict(Counter(key(row) for row in rows if all(test(row) for test in keep)))

    def village(row: Any) -> bool:
        return row.village.text in ("石门村", "茶冲村")

    def kind(row: Any) -> bool:
        return row.kind == "矛盾纠纷"

    assert search.choices("village") == counted(lambda row: row.village.text)
    search.tick("village", "石门村")
    search.tick("village", "茶冲村")
    assert search.choices("kind") == counted(lambda row: row.kind, village)
    assert search.choices("village") == counted(lambda row: row.village.text), (
        "a filter does not narrow its own choices"
    )
    search.tick("kind", "矛盾纠纷")
    assert search.choices("village") == counted(lambda row: row.village.text, kind)
    assert search.choices("status") == counted(lambda row: row.status.word, village, kind)
    assert search.choices("category") == counted(lambda row: row.category, village, kind)
    assert search.choices("level") == counted(lambda row: row.level, village, kind)
    grids = Counter(
        known.town.name_of(known.cases[row.id].grid or "") for row in rows if village(row) and kind(row) and row.grid
    )
    assert search.choices("grid") == dict(grids)
    assert search.ids == [row.id for row in known.rows_of(edition.cases) if village(row) and kind(row)]
    assert search.query == {"type": ["case"], "village": ["shimen", "chachong"], "kind": ["dispute"]}
    search.close()


def test_filters_by_person_week_open_and_urgent(chromium: Any, folder: Path, edition: Edition) -> None:
    known = index(edition)
    search = Search(chromium, folder).ask(type="case")
    assert search.choices("open") == {"在办": sum(row.is_open for row in known.rows.values())}
    assert search.choices("urgent") == {"紧急": sum(row.urgent for row in known.rows.values())}
    weeks = Counter(
        str(Week.of(day)) for case in edition.cases for day in {e.known_on - (e.known_on - Week.of(e.known_on).monday) for e in case.known_on(edition.as_of)}
    )  # fmt: skip
    shown = search.choices("week")
    assert shown == dict(weeks) and list(shown) == sorted(shown, reverse=True), "the newest first"
    people = search.choices("person")
    assert list(people.values()) == sorted(people.values(), reverse=True), "who is named most often first"
    name_of = known.town.name_of
    wanted = Counter(
        name
        for case in edition.cases
        for name in page_of(edition, case)[1] & {name_of(id) for id in (*known.people, *known.units)}
    )
    assert people == dict(wanted)
    name = next(iter(people))
    assert search.tick("person", name).count == people[name]
    search.close()


def test_overdue_is_as_the_home_page_counts_it(chromium: Any, tmp_path: Path) -> None:
    shown = (
        town().case("QTL-2025-0001", found_on="2025-06-02").case("QTL-2025-0002", found_on="2025-10-16").edition("office")
    )  # fmt: skip
    late = {row.case.text for row in index(shown).overdue}
    assert late == {"QTL-2025-0001"}
    search = Search(chromium, put(shown, tmp_path)).ask(type="case", overdue="yes")
    assert set(search.ids) == late
    assert search.page.locator(".hit .tag-overdue").count() == 1
    assert search.chips == ["逾期", "内容：事项"]
    search.close()


def test_chips_take_filters_away(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask("排水", type="case", village=["fengxiangao", "zhuyuan"], status="closed")
    both = search.count
    assert search.chips == ["内容：事项", "村：枫香坳村", "村：竹园村", "状态：已销号"]
    search.page.locator(".chip", has_text="已销号").click()
    assert search.count > both and "status" not in search.query
    assert search.focused == "search-count", "the focus is not lost with the chip"
    search.page.locator("#search-clear").click()
    assert search.chips == [] and search.query == {}
    search.close()


# the address


@pytest.mark.parametrize("over", ["folder", "server"])
def test_the_address_keeps_what_is_asked(chromium: Any, over: str, request: pytest.FixtureRequest) -> None:
    search = Search(chromium, request.getfixturevalue(over)).ask()
    page = search.page
    page.type("#q", "排水")
    page.wait_for_timeout(500)
    assert search.query == {"q": ["排水"]}
    typed = search.count
    search.tick("village", "竹园村")
    filtered = search.ids
    assert search.query == {"q": ["排水"], "village": ["zhuyuan"]}
    page.reload()
    assert search.read().ids == filtered
    assert page.input_value("#q") == "排水" and search.chips == ["村：竹园村"]
    page.go_back()
    assert search.query == {"q": ["排水"]} and search.count == typed and search.chips == []
    page.go_back()
    assert search.query == {} and page.input_value("#q") == ""
    page.go_forward()
    page.go_forward()
    assert search.ids == filtered and search.chips == ["村：竹园村"]
    search.close()


def test_going_back_from_a_case_finds_the_same_place(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask("村")
    search.page.click("#search-more")
    search.page.click("#search-more")
    link = search.page.locator("#search-hits h3 a").nth(45)
    title = link.inner_text()
    href = link.get_attribute("href")
    assert href is not None
    link.scroll_into_view_if_needed()
    top = search.page.evaluate("window.pageYOffset")
    link.click()
    search.page.wait_for_url(f"**/{href}")
    search.page.go_back()
    search.read()
    assert search.titles[45] == title and top > 1000
    for _ in range(40):
        if abs(search.page.evaluate("window.pageYOffset") - top) < 50:
            break
        search.page.wait_for_timeout(50)
    assert abs(search.page.evaluate("window.pageYOffset") - top) < 50
    search.context.close()  # the visit's page is not in this folder's site


def test_a_strange_address_harms_nobody(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).go(
        "search.html?q=%E6%8E%92%ZZ&village=__proto__&village=nowhere&constructor=1&kind=&type=toString"
    )
    search.read()
    assert search.count == 0
    assert search.chips == ["内容：toString", "村：__proto__", "村：nowhere"]
    search.close()


def test_lists_lead_into_the_search_with_their_filter(chromium: Any, folder: Path, edition: Edition) -> None:
    known = index(edition)
    person = next(event.by for event in edition.cases[0].events if event.by in known.people)
    for path, query, count in (
        ("cases/index.html", {"type": ["case"]}, len(edition.cases)),
        ("villages/shimen/cases.html", {"type": ["case"], "village": ["shimen"]}, len(known.by_village["shimen"])),
        ("statuses/closed.html", {"type": ["case"], "status": ["closed"]}, len(known.grouped["status"]["closed"])),
        ("grids/shimen-01.html", {"type": ["case"], "grid": ["shimen-01"]}, len(known.by_grid["shimen-01"])),
        (f"people/{person}.html", {"type": ["case"], "person": [person]}, None),
    ):
        search = Search(chromium, folder).go(path)
        search.page.locator("main [data-scripted] a").first.click()
        search.read()
        assert search.query == query
        assert search.count == count if count is not None else search.count > 0
        search.close()


# keys


def test_all_of_it_by_keyboard(chromium: Any, folder: Path) -> None:
    """From the home page by / to the field, by Enter to the search page, by arrows to a case, and back."""
    search = Search(chromium, folder).go("index.html")
    page, keys = search.page, search.page.keyboard
    keys.press("/")
    assert search.focused == "finder" and page.input_value("#finder") == ""
    keys.insert_text("排水")
    keys.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    search.read()
    assert search.query == {"q": ["排水"]} and search.focused == "q"
    titles = search.titles
    keys.press("ArrowDown")
    assert search.focused == titles[0]
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert search.focused == titles[1]
    keys.press("End")
    assert search.focused == titles[-1]
    keys.press("Home")
    assert search.focused == titles[0]
    keys.press("ArrowUp")
    assert search.focused == "q"
    keys.press("ArrowDown")
    keys.press("Escape")
    assert search.focused == "q"
    keys.press("Enter")
    assert search.focused == titles[0], "Enter leads to what is found"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    page.wait_for_url("**/cases/*.html")
    assert page.locator("h1").inner_text() == titles[0]
    page.go_back()
    search.read()
    assert search.titles == titles
    search.close()


def test_a_whole_number_opens_its_case(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask()
    search.page.focus("#q")
    search.page.keyboard.type("qtl-2025-0003")
    search.page.keyboard.press("Enter")
    search.page.wait_for_url("**/cases/QTL-2025-0003.html")
    search.close()


def test_escape_clears_the_field(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask("排水")
    everything = search.ask().count
    search.ask("排水").page.focus("#q")
    search.page.keyboard.press("Escape")
    assert search.page.input_value("#q") == "" and search.count == everything
    search.close()


def test_the_help_on_keys_and_its_switch(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).go("cases/index.html")
    page, keys = search.page, search.page.keyboard
    keys.press("?")
    assert page.is_visible("#keys") and search.focused == "keys-close"
    keys.press("Tab")
    assert search.focused == "keys-on"
    keys.press("Tab")
    assert search.focused == "keys-close", "the focus stays inside"
    keys.press("Escape")
    assert not page.is_visible("#keys")
    keys.press("j")
    first = search.focused
    keys.press("j")
    keys.press("k")
    assert search.focused == first != ""
    page.click("#keys-open")
    page.uncheck("#keys-on")
    keys.press("Escape")
    assert search.focused == "keys-open", "the focus goes back to where it was"
    for key in "/?jk":
        keys.press(key)
    assert search.focused == "keys-open" and not page.is_visible("#keys")
    search.go("index.html")
    keys.press("/")
    assert page.evaluate("document.activeElement === document.body"), "the switch is kept"
    search.close()


def test_keys_do_nothing_in_fields_and_with_modifiers(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask()
    search.page.focus("#q")
    search.page.keyboard.type("a/b?jk")
    assert search.page.input_value("#q") == "a/b?jk" and not search.page.is_visible("#keys")
    search.page.evaluate("document.activeElement.blur()")
    for combined in ("Control+j", "Alt+k", "Control+/"):
        search.page.keyboard.press(combined)
    assert search.focused != "q"
    search.close()


def test_letters_on_the_way_to_a_character_find_nothing_yet(chromium: Any, folder: Path) -> None:
    """An input method shows letters in the field until the word is chosen."""
    search = Search(chromium, folder).ask()
    everything = search.count
    search.page.focus("#q")
    session = search.context.new_cdp_session(search.page)
    for letters in ("p", "pa", "pai'sh", "pai'shui"):
        session.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )
        assert search.count == everything, letters
    session.send("Input.insertText", {"text": "排水"})
    assert search.page.input_value("#q") == "排水"
    assert 0 < search.count < everything
    search.close()


# a way out, and what is not there


def test_nothing_found_shows_ways_out(chromium: Any, folder: Path, oracle: Oracle) -> None:
    search = Search(chromium, folder).ask("排水 没有这种事", village="zhuyuan")
    assert search.count == 0
    search.page.wait_for_selector("#search-none li")
    ways = search.page.locator("#search-none li").all_inner_texts()
    assert [re.sub(r"\s*(\d+)条$", r" \1", way) for way in ways] == ["去掉“没有这种事”这个词 3"]
    search.page.locator("#search-none button").first.click()
    assert search.page.input_value("#q") == "排水" and search.count == 3
    assert search.query == {"q": ["排水"], "village": ["zhuyuan"]}
    search.ask("界址", type="case", open="yes", village="shimen")
    search.page.wait_for_selector("#search-none li")
    assert search.page.locator("#search-none a").get_attribute("href") == "cases/index.html"
    assert search.page.locator("#search-none li").count() == 2
    search.close()


def test_without_scripts_the_lists_are_shown_instead(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder, java_script_enabled=False).go("index.html")
    assert not search.page.is_visible(".finder") and not search.page.is_visible("#keys")
    search.go("search.html")
    assert search.page.is_visible("#search-plain") and not search.page.is_visible("#search-live")
    search.page.locator("#search-plain").get_by_text("竹园村", exact=True).click()
    assert search.page.locator("h1").inner_text() == "竹园村"
    search.close()


@pytest.fixture
def years(tmp_path: Path) -> Path:
    """A site whose cases lie in three shards."""
    builder = town()
    for year in (2023, 2024, 2025):
        for number in (1, 2):
            builder.case(f"QTL-{year}-000{number}", title=f"{year}年第{number}件", found_on=f"{year}-05-0{number + 5}")
    return put(builder.edition(), tmp_path)


def test_the_newest_shards_come_first_and_all_in_the_end(chromium: Any, years: Path) -> None:
    search = Search(chromium, years).ask(type="case")
    data = [
        urlsplit(url).path.rpartition("/")[2] for url in search.asked if "/search/" in url and "/static/" not in url
    ]
    assert data == ["manifest.js", "2025-0.js", "site.js", "2024-0.js", "2023-0.js"]
    assert search.ids[0] == "QTL-2025-0002" and search.ids[-1] == "QTL-2023-0001" and search.count == 6
    search.close()


def test_a_missing_shard_is_said_and_the_rest_is_found(chromium: Any, years: Path) -> None:
    (years / "search" / "2024-0.js").unlink()
    search = Search(chromium, years).go("search.html?type=case&q=QTL")
    for _ in range(100):
        if "QTL-2023-0001" in search.page.inner_text("#search-hits"):
            break
        search.page.wait_for_timeout(25)
    assert search.ids == ["QTL-2025-0002", "QTL-2025-0001", "QTL-2023-0002", "QTL-2023-0001"]
    said = search.page.inner_text("#search-progress")
    assert "没有读到" in said and re.search(r"\d+／\d+条", said)
    search.context.close()


def test_very_many_older_cases_are_read_only_when_asked_for(chromium: Any, years: Path) -> None:
    manifest = years / "search" / "manifest.js"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('["2024-0",2,', '["2024-0",30000,'), encoding="utf-8"
    )
    search = Search(chromium, years).go("search.html?type=case")
    older = search.page.locator("#search-older")
    older.wait_for()
    assert "没有查" in search.page.inner_text("#search-progress")
    assert search.ids == ["QTL-2025-0002", "QTL-2025-0001"]
    older.click()
    for _ in range(100):
        if search.count == 6:
            break
        search.page.wait_for_timeout(25)
    assert search.count == 6
    search.close()


def test_a_site_without_its_data_says_so(chromium: Any, years: Path) -> None:
    (years / "search" / "manifest.js").unlink()
    search = Search(chromium, years).go("search.html")
    assert "search/manifest.js" in search.page.inner_text("#search-missing")
    assert search.page.is_visible("#search-plain")
    search.context.close()


# hostile texts, other audiences, other languages


def test_hostile_texts_are_shown_as_they_are_written(chromium: Any, tmp_path: Path) -> None:
    register = town().case(title="标题").register()
    case = replace(register.cases[0], title=HOSTILE, problem=f"{HOSTILE}\u2028换行\u2029 <mark>假的</mark>")
    person = replace(register.town.people["worker"], name="<i>网一</i>")
    people = {**register.town.people, "worker": person}
    hostile = replace(register, cases=(case,), town=replace(register.town, people=people))
    search = Search(chromium, put(edition_of(hostile), tmp_path)).ask(type="case")
    assert search.titles == [HOSTILE]
    for query in ("</script>", "onerror=", "<b>粗", "${x}", "\\", "&amp;", "假的", "换行", "<i>网一"):
        search.type(query)
        assert search.count == 1, query
        assert folded(query) in map(folded, search.page.locator("#search-hits mark").all_inner_texts()), query
    assert search.page.locator("main img, main b, main i, #search-hits script").count() == 0
    assert search.page.evaluate("window.hurt") is None
    search.ask("<img src=x onerror=window.hurt=1>", village="<img src=x onerror=window.hurt=1>")
    search.page.wait_for_timeout(900)
    assert search.page.evaluate("window.hurt") is None and search.page.locator("main img").count() == 0
    search.close()


def test_a_village_finds_its_own_and_the_board_has_no_search(chromium: Any, tmp_path: Path) -> None:
    builder = (
        town().case(title="村里可看").case(title="只给镇里", access="office").case(title="邻村", village="shimen", grid="shimen-01")
        .case(title="公示的事", access="board", public_summary="路灯已经装好。")
    )  # fmt: skip
    search = Search(chromium, put(builder.edition("village:chachong"), tmp_path / "village")).ask(type="case")
    assert search.titles == ["公示的事", "村里可看"]
    assert search.choices("village") == {"茶冲村": 2}
    search.close()
    board = put(builder.edition("board"), tmp_path / "board", ("board", "board_matters", "not_found"))
    shown = Search(chromium, board).go("index.html")
    assert shown.page.locator(".finder, #keys, script").count() == 0
    assert not (board / "search.html").exists()
    shown.close()


def test_in_english_the_register_keeps_its_language(chromium: Any, tmp_path: Path) -> None:
    shown = edition_of(town().case(title="排水沟争议").register(), language="en")
    search = Search(chromium, put(shown, tmp_path)).ask("排水", type="case")
    assert search.page.inner_text("#search-count") == "Found: 1"
    assert search.page.get_attribute("#search-hits h3 a", "lang") == "zh-CN"
    assert "Status" in search.page.inner_text("#search-filters") or "status" in search.page.inner_text(
        "#search-filters"
    )
    search.close()


# quiet, readable, reachable


@pytest.mark.parametrize("over", ["folder", "server"])
def test_it_is_quiet(chromium: Any, over: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(over)
    search = Search(chromium, place).ask("排水")
    for path in (
        "index.html",
        "cases/index.html",
        "villages/shimen.html",
        "404.html",
    ):
        search.go(path)
        assert search.page.is_visible(".finder")
        assert search.page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    search.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    chromium: Any, folder: Path, width: int, scheme: str
) -> None:
    viewport = {"width": width, "height": 900}
    search = Search(chromium, folder, viewport=viewport, color_scheme=scheme, bypass_csp=True)

    def judged(what: str) -> None:
        assert search.page.evaluate("document.documentElement.scrollWidth") <= width, what
        assert violations(search.page) == [], what

    search.ask("村 排水", village="zhuyuan")
    search.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    search.page.wait_for_timeout(100)
    judged("results")
    search.ask("没有这种事 排水")
    search.page.wait_for_selector("#search-none li")
    judged("nothing found")
    search.page.evaluate("document.activeElement.blur()")
    search.page.keyboard.press("?")
    judged("the help")
    search.close()


def test_long_texts_do_not_widen_the_page(chromium: Any, tmp_path: Path) -> None:
    long = "W" * 38
    shown = town().case("QTL-2025-" + "0" * 40 + "1", title=long, problem="x" * 110).edition()
    search = Search(chromium, put(shown, tmp_path), viewport={"width": 320, "height": 700}).ask("x" * 60)
    assert search.count == 1
    assert search.page.evaluate("document.documentElement.scrollWidth") <= 320
    search.close()


def test_printed_it_is_what_was_found(chromium: Any, folder: Path) -> None:
    search = Search(chromium, folder).ask("排水")
    search.page.emulate_media(media="print")
    assert not search.page.is_visible("#search-filters") and not search.page.is_visible("#q")
    assert search.page.is_visible("#search-hits")
    search.close()


def test_all_pages_of_the_site_carry_the_field(edition: Edition) -> None:
    theme = load_theme("default", None, site_of(edition))
    seen = set()
    for page in all_pages(edition):
        if page.template not in seen:
            seen.add(page.template)
            text = render(page, theme).data.decode("utf-8")
            assert ('class="finder"' in text) != (page.path == "search.html"), page.path
            assert "script-src 'self'; connect-src 'none'" in text
    assert len(seen) > 15
