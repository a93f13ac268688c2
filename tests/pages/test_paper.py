"""The official papers of a case: which there are at which stage, what each holds, and what is left for ink."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from site_builder.model.papers import offers
from site_builder.pages import all_pages, paper
from site_builder.pages.paper import pages
from site_builder.render.words import holes, leaves
from site_builder.spec import default_spec
from site_builder.spec.papers import papers
from site_builder.views.edition import Edition
from tests.support.sites import build_page, main_text
from tests.support.town import edition_of, town
from tests.themes.test_default_theme import words

PETITION: dict[str, Any] = {
    "kind": "petition", "category": "expropriation", "level": "town", "access": "office", "source": "walk_in",
    "found_on": "2025-08-04", "title": "对青苗登记数量有异议", "problem": "对青苗登记数量有异议", "first_handler": "petition-office",
    "lead_unit": "land", "lead_post": "land-head", "parties": ["P1"],
    "petition": {"class": "申诉求决类", "form": "走访", "route": "6", "procedure": "ordinary", "official_ref": "XF-2025-0001"},
    "points": [{"what": "要求重新清点"}, {"what": "要求补登大棚", "answer": "已补登一处", "answered_on": "2025-09-30"}],
}  # fmt: skip
TRIAGE = ("2025-08-06", "triage", "desk", {"recusal_checked": True})
ASSIGN = ("2025-08-08", "assign", "head", {"basis": "周例会"})
ACCEPT = ("2025-08-12", "accept", "desk", {"notice_on": "2025-08-12"})
WORK = ("2025-08-14", "work", "land-head", {})
EXTEND = ("2025-10-09", "extend", "mayor", {"days": 30, "reason": "须请技术人员推算", "notified_on": "2025-10-09", "approved_by": "mayor"})  # fmt: skip
PAPER = {"request": "要求重新清点", "facts": "9月10日三方到场点数，少登二十株", "opinion": "支持重新登记", "legal_basis": ["《土地管理法》第四十八条"],
         "remedy": "如不服，可以自收到之日起30日内向县人民政府申请复查"}  # fmt: skip
REPLY = ("2025-10-14", "reply", "land-head", {"result": "化解", "opinion": "支持", "opinion_on": "2025-10-13", "delivered_on": "2025-10-14", "paper": PAPER})  # fmt: skip


def petition(*events: Any, as_of: date = date(2025, 10, 17), **fields: Any) -> Edition:
    status = default_spec().moves[events[-1][1]].to if events else "registered"
    status = "working" if status == "same" else status
    return edition_of(
        town().case(**{**PETITION, "status": status, **fields}, events=list(events)).register(), as_of=as_of
    )


def offered(edition: Edition) -> dict[str, date | None]:
    case = edition.cases[0]
    return {o.paper.code: o.made.on if o.made else None for o in offers(case, edition.register, edition.as_of)}


def text(edition: Edition, code: str) -> str:
    return main_text(build_page(edition, f"papers/QTL-2025-0001-{code}.html"))


@pytest.mark.parametrize(
    ("events", "as_of", "wanted"),
    [
        ((), "2025-08-05", {}),
        ((TRIAGE,), "2025-08-07", {"acceptance": None, "refusal": None, "transfer": None, "receipt": None}),
        ((TRIAGE, ASSIGN), "2025-08-09", {"acceptance": None, "transfer": "2025-08-08", "receipt": None}),
        (
            (TRIAGE, ASSIGN, ACCEPT, WORK),
            "2025-09-01",
            {"acceptance": "2025-08-12", "transfer": "2025-08-08", "opinion": None, "receipt": None},
        ),
        (  # 70 % of the sixty days are used
            (TRIAGE, ASSIGN, ACCEPT, WORK),
            "2025-09-30",
            {"acceptance": "2025-08-12", "transfer": "2025-08-08", "extension": None, "opinion": None, "receipt": None},
        ),
        (
            (TRIAGE, ASSIGN, ACCEPT, WORK, EXTEND, REPLY),
            "2025-10-17",
            {"acceptance": "2025-08-12", "transfer": "2025-08-08", "extension": "2025-10-09", "opinion": "2025-10-14", "receipt": None},
        ),
    ],
)  # fmt: skip
def test_a_paper_is_there_when_its_stage_makes_it_due(events: Any, as_of: str, wanted: dict[str, str | None]) -> None:
    found = offered(petition(*events, as_of=date.fromisoformat(as_of)))
    assert {code: str(day) if day else None for code, day in found.items()} == wanted


def test_a_refusal_takes_the_place_of_the_acceptance() -> None:
    refused = (
        "2025-08-12",
        "not_accept",
        "desk",
        {"reason_not_accepted": "应走其他途径", "direction": "向县法院起诉", "notice_on": "2025-08-12"},
    )
    shown = petition(TRIAGE, refused, as_of=date(2025, 8, 20))
    assert set(offered(shown)) == {"refusal", "receipt"}
    told = text(shown, "refusal")
    assert "应走其他途径" in told
    assert "向县法院起诉" in told
    assert "2025年8月12日" in told


def test_no_papers_long_after_the_end() -> None:
    refused = (
        "2025-08-12",
        "not_accept",
        "desk",
        {"reason_not_accepted": "应走其他途径", "direction": "向县法院起诉", "notice_on": "2025-08-12"},
    )
    days = papers().kept_days
    assert offered(petition(TRIAGE, refused, as_of=date(2025, 8, 12).replace(day=12 + 5)))
    assert days == 30
    assert offered(petition(TRIAGE, refused, as_of=date(2025, 9, 12))) == {}


def test_an_extension_of_a_task_is_no_extension_of_the_matter() -> None:
    later = (
        "2025-10-10",
        "extend",
        "mayor",
        {"task": "T1", "due": "2025-11-01", "reason": "材料未齐", "notified_on": "2025-10-10", "approved_by": "mayor"},
    )
    shown = petition(TRIAGE, ASSIGN, ACCEPT, WORK, EXTEND, later)
    assert offered(shown)["extension"] == date(2025, 10, 9)
    told = text(shown, "extension")
    assert "须请技术人员推算" in told
    assert "材料未齐" not in told
    assert "应于2025年10月11日前办结" in told
    assert "延长30日，延长至2025年11月10日" in told
    assert "镇长" in told  # a post, not a name
    assert "镇一" not in told


def test_the_notice_of_acceptance_says_how_and_by_when() -> None:
    told = text(petition(TRIAGE, ASSIGN, ACCEPT, WORK), "acceptance")
    for word in ("2025年8月4日以走访形式", "XF-2025-0001", "2025年8月12日决定予以受理", "信访程序", "自然资源所承办",
                 "60日内（2025年10月11日前）", "不超过30日", "青檀岭镇人民政府", "第二十三条"):  # fmt: skip
        assert word in told, word


def test_without_the_sixty_days_none_are_promised() -> None:
    fields = {**PETITION["petition"], "route": "4"}
    told = text(petition(TRIAGE, ASSIGN, ACCEPT, petition=fields), "acceptance")
    assert "60日" not in told
    assert "依照有关法律、法规和政策规定的程序办理" in told


def test_the_opinion_has_all_that_article_32_wants() -> None:
    shown = petition(TRIAGE, ASSIGN, ACCEPT, WORK, EXTEND, REPLY)
    told = text(shown, "opinion")
    for word in (
        "关于对青苗登记数量有异议信访事项的答复意见", "信访请求", PAPER["request"], "事实和理由", PAPER["facts"], "处理意见", PAPER["opinion"],
        "依据", "《土地管理法》第四十八条", "救济途径和期限", PAPER["remedy"], "要求补登大棚——已补登一处", "2025年10月13日",
    ):  # fmt: skip
        assert re.sub(r"\s", "", str(word)) in told, word
    page = build_page(shown, "papers/QTL-2025-0001-opinion.html").decode()
    assert page.count('class="paper-points"') == 1
    assert page.split('class="paper-points"')[1].count("<li>") == 2  # each point by itself


def test_what_is_not_in_the_record_is_a_line_for_ink() -> None:
    before = build_page(petition(TRIAGE, ASSIGN, ACCEPT, WORK), "papers/QTL-2025-0001-opinion.html").decode()
    facts = before.split("调查核实的事实和理由")[1].split("处理意见")[0]
    assert facts.count('class="blank-line"') == 4
    assert 'class="blank-day"' in before.split("paper-signed")[1]
    assert "自收到本意见书之日起30日内" in re.sub("<[^>]+>", "", before)  # the right to ask for review, also in a draft
    assert '<span class="blank"><span class="blank-hint">信访人</span></span>：' in before


def test_an_agreement_waits_for_its_names() -> None:
    agreed = [
        ("2025-09-19", "triage", "secretary", {"recusal_checked": True}),
        ("2025-09-19", "assign", "secretary", {"basis": "周例会"}),
        ("2025-09-22", "work", "mediator", {}),
        ("2025-09-24", "mediate", "mediator", {"consent": True, "present": ["P1", "P2"], "mediation_result": "达成"}),
    ]
    own: dict[str, Any] = {"status": "working", "lead_unit": "mediation-chachong", "lead_post": "mediator", "parties": ["P1", "P2"],
           "instalments": [{"due": "2025-12-31", "amount_yuan": 3000}]}  # fmt: skip
    due = town().case(**own, events=agreed).edition()
    assert offered(due) == {"agreement": None}
    reply = ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "书面", "what": "沟改到屋后"})
    made = town().case(**{**own, "status": "replied"}, events=[*agreed, reply]).edition()
    assert offered(made) == {"agreement": date(2025, 9, 26)}
    told = text(made, "agreement")
    for word in (
        "P1",
        "P2",
        "两户为排水沟争执",
        "沟改到屋后",
        "2025年12月31日前履行3,000元",
        "茶冲村人民调解委员会",
        "30日内共同向人民法院申请司法确认",
    ):
        assert word in told, word
    oral = ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "口头", "what": "沟改到屋后"})
    assert offered(town().case(**{**own, "status": "replied"}, events=[*agreed, oral]).edition()) == {}


def test_the_receipt_names_what_is_handed_over() -> None:
    told = text(petition(TRIAGE, ASSIGN, ACCEPT, WORK, EXTEND, REPLY), "receipt")
    assert "信访事项受理告知书、信访事项延长办理期限告知书、信访事项答复意见书" in told
    assert "转办单" not in told


def test_the_case_leads_to_its_papers() -> None:
    shown = petition(TRIAGE, ASSIGN, ACCEPT, WORK)
    page = build_page(shown, "cases/QTL-2025-0001.html").decode()
    assert 'href="../papers/QTL-2025-0001-acceptance.html"' in page
    assert "2025年8月12日已出具" in page
    assert "应出具" in page


def test_papers_are_the_offices_alone() -> None:
    assert paper.AUDIENCES == ("office",)
    register = town().case(**{**PETITION, "status": "triaged", "access": "village"}, events=[TRIAGE]).register()
    village = edition_of(register, "village:chachong")
    assert [page.path for page in all_pages(village) if page.path.startswith("papers/")] == []
    assert "papers/" not in build_page(village, "cases/QTL-2025-0001.html").decode()


def test_a_sealed_matter_has_no_papers() -> None:
    sealed = town().case(
        access="sealed", status="sealed", title="密封事项", problem=None, kind="petition", level="town", category="other",
        petition={"class": "检举控告类"}, events=[("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
    ).edition()  # fmt: skip
    assert list(pages(sealed)) == []


@pytest.mark.parametrize("code", sorted(papers().papers))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_hole_in_a_papers_sentences_has_a_field(code: str, language: str) -> None:
    known = {field.name for field in papers().papers[code].fields} | {"point", "code", "day", "amount", "objection"}
    sentences = dict(leaves(words(language)["paper"][code])) if code in words(language)["paper"] else {}
    assert {hole for word in sentences.values() for hole in holes(word)} <= known


def test_every_source_of_the_papers_is_something_that_there_is() -> None:
    spec = default_spec()
    for one in papers().papers.values():
        moves = {anchor.name for anchor in one.made}
        for source in (source for field in one.fields for source in field.sources):
            kind, _, rest = source.partition(".")
            if kind == "case":
                assert rest in spec.records["case"].fields
            elif kind in ("petition", "order"):
                assert rest in spec.blocks[kind].fields
            elif kind.startswith("clock:"):
                assert kind[6:] in spec.clocks
                assert rest in ("limit", "extension", "due", "first_due", "extended_due")
            elif kind == "made":
                name = rest.partition(".")[0]
                assert name == "on" or any(name in spec.moves[move].fields for move in moves), (one.code, source)
            elif kind.startswith("event:"):
                assert rest == "on" or rest in spec.moves[kind[6:]].fields
            else:
                assert source in ("papers", "points", "tasks")
