"""What `sidan diff` tells of a change: each kind of change in a real repository, and the line it must give."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.canaries import picture
from tests.support.changes import AS_OF, ONE, SEALED, WORKING, Changed, more
from tests.support.town import GRIDS, PEOPLE, case_path, case_text

TASK: dict[str, Any] = WORKING["tasks"][0]


@pytest.fixture
def town(tmp_path: Path) -> Changed:
    return Changed(tmp_path / "town")


def tasks(**fields: Any) -> list[dict[str, Any]]:
    return [{**TASK, **fields}]


REPLY = ("2025-10-14", "reply", "mediator", {"result": "化解", "agreement": "书面", "what": "改沟"})
EXTEND = ("2025-10-14", "extend", "secretary", {"task": "T1", "due": "2025-10-30", "reason": "连日下雨"})
MOVES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "status": (
        more(WORKING, REPLY, status="replied", outcome={"result": "化解", "agreement": "书面"}),
        (
            "~ 状态  办理中 → 已答复",
            "~ 办理结果·结果  — → 化解",
            "+ 2025-10-14 答复  调一（茶冲村人民调解委员会人民调解员）；转为 已答复；内容：改沟；协议形式：书面；结果：化解",
        ),
    ),
    "level": (
        more(
            WORKING,
            ("2025-10-14", "raise", "secretary",
             {"to_level": "town", "reason_raised": "超权限", "why": "村里办不了", "told_on": "2025-10-14"}),
            level="town",
        ),
        ("~ 办理层级  村 → 镇", "；到 镇；"),
    ),
    "lead": (more(WORKING, lead_post="elder", lead_unit="land"), ("~ 责任人  调一 → 老一", "~ 责任单位  茶冲村人民调解委员会 → 自然资源所")),
    "owner": (more(WORKING, tasks=tasks(owner="worker")), ("~ 任务·T1·责任人  调一 → 网一",)),
    "extended": (more(WORKING, EXTEND), ("~ 期限 任务 T1  2025-10-20 → 2025-10-30  （延期 10 日（第 6 条））",)),
    "due": (more(WORKING, tasks=tasks(due="2025-10-31")), ("! 任务·T1·完成时限  2025-10-20 → 2025-10-31", "~ 期限 任务 T1  2025-10-20 → 2025-10-31  （记录中写定的日期被改）")),
    "task done": (
        more(WORKING, tasks=tasks(done="2025-10-15")),
        ("✓ 任务完成  T1 改排水沟  （完成日期：2025-10-15）", "✓ 期限 任务 T1  2025-10-15 按期完成  （2025-10-20 到期）"),
    ),
    "task added": (
        more(WORKING, tasks=[*tasks(), {**TASK, "id": "T2", "what": "埋界石", "measures": []}]),
        ("+ 新增任务  T2 埋界石  （完成时限：2025-10-20；责任人：调一；完成标准：沟已改好）", "+ 期限 任务 T2  起算，2025-10-20 到期  （临近到期）"),
    ),
    "task gone": (more(WORKING, tasks=None), ("! 任务被删去  T1 改排水沟", "- 期限 任务 T1  不再计算（原 2025-10-20 到期）", "改了或删了不应再动的内容")),
    "measure": (
        more(WORKING, tasks=tasks(measures=[{**TASK["measures"][0], "done": "2025-10-14", "evidence": "照片"}])),
        ("✓ 措施完成  T1.1 疏通  （完成日：2025-10-14；佐证：照片）",),
    ),
    "point": (
        more(WORKING, points=[{"what": "要求改沟", "answer": "已改", "answered_on": "2025-10-14"}, {"what": "要求赔偿青苗"}]),
        ("✓ 答复诉求  1 要求改沟  （答复：已改；答复日期：2025-10-14）",),
    ),
    "instalment": (
        more(WORKING, instalments=[{"due": "2025-10-16", "amount_yuan": 300, "paid_on": "2025-10-16"}]),
        ("✓ 履行一期  1 300  （履行日：2025-10-16）", "✓ 期限 分期履行 I1  2025-10-16 按期完成"),
    ),
    "risk": (more(WORKING, risk={"level": "较大", "reason": "两户愿意商量"}), ("~ 风险等级·等级  一般 → 较大",)),
    "board": (
        more(WORKING, access="board", public_summary="村里正在改沟。"),
        ("~ 知悉范围  镇和本村 → 可上公示栏", "! 知悉范围  现在公示栏可以看到", "! 1 件将上公示栏：QTL-2025-0001"),
    ),
    "file": (
        more(WORKING, attachments=[{"file": "ditch.png", "what": "排水沟", "redacted": True, "audience": "village"}]),
        ("+ 新增附件  ditch.png 排水沟  （给谁：本村也给（只限图片）；已遮蔽：是）",
         "! 1 个附件给更多的人看，请打开看一遍：attachments/QTL-2025-0001/ditch.png"),
    ),
    "hidden": (more(WORKING, access="office"), ("知悉范围  本村不再看到",)),
    "title": (more(WORKING, title="排水沟纠纷"), ("~ 标题  排水沟[-争执-]{+纠纷+}",)),
    "problem": (more(WORKING, problem="三户为排水沟争执"), ("~ 问题  [-两-]{+三+}户为排水沟争执",)),
    "late entry": (
        more(WORKING, ("2025-10-01", "progress", "mediator", {"what": "送去沙石", "entered_on": "2025-10-14"})),
        ("+ 2025-10-01 办理进展", "补录于 2025-10-14"),
    ),
    "correction": (more(WORKING, ("2025-10-14", "progress", "mediator", {"what": "更正", "corrects": 4})), ("更正第 4 条",)),
    "no event for a status": (more(WORKING, status="closed"), ("! 状态  办理中 → 已销号",)),
}  # fmt: skip


@pytest.mark.parametrize(("after", "lines"), MOVES.values(), ids=list(MOVES))
def test_what_moved_is_told_in_the_words_of_the_workflow(
    town: Changed, after: dict[str, Any], lines: tuple[str, ...]
) -> None:
    town.start((ONE, WORKING)).put((ONE, after))
    told = town.told()
    for line in lines:
        assert line in told
    assert "事项：新增 0，变动 1，消失 0" in told


def test_a_picture_replaced_under_its_name_is_told(town: Changed) -> None:
    own = {"redacted": True, "audience": "village"}
    rows = [{"file": "ditch.png", "what": "排水沟", **own}, {"file": "own.png", "what": "近照", "redacted": True}]
    for row in rows:
        town.write({f"attachments/{ONE}/{row['file']}": picture("before")})
    town.start((ONE, more(WORKING, attachments=rows)))
    for row in rows:
        town.write({f"attachments/{ONE}/{row['file']}": picture("after")})
    told = f"! 给村或公示栏看的 1 个附件换了文件，请打开看一遍：attachments/{ONE}/ditch.png"
    assert told in town.told()
    town.commit({}, AS_OF)
    assert [look.names for look in town.view("HEAD").looks] == [(f"attachments/{ONE}/ditch.png",)]


def test_a_closing_is_named_with_who_closed(town: Changed) -> None:
    replied = more(WORKING, REPLY, ("2025-10-15", "follow_up", "supervisor", {"satisfaction": "满意", "performed": True}),
                   status="followed_up", outcome={"result": "化解", "agreement": "书面"})  # fmt: skip
    powers = {"know": "告知", "take_part": "到场", "decide": "签字", "supervise": "回访"}
    town.start((ONE, replied)).put(
        (ONE, more(replied, ("2025-10-16", "close", "secretary", {"powers": powers}), status="closed"))
    )
    told = town.told()
    assert "* 销号 1 件：QTL-2025-0001 支一" in told
    assert "四权·知情权：告知；四权·参与权：到场" in told
    assert "- 期限" not in told
    assert "~ 状态  已回访 → 已销号" in told


def test_a_new_case_is_told_with_what_it_is_about(town: Changed) -> None:
    town.start((ONE, WORKING)).put(("QTL-2025-0002", {"title": "新来的", "found_on": "2025-10-14"}))
    told = town.told()
    assert "QTL-2025-0002 新来的（茶冲村）  新增" in told
    assert "状态：已登记；办理层级：村；知悉范围：镇和本村" in told
    assert "1 件将对本村公开：QTL-2025-0002" in told
    assert "全镇 期末: 1＋0＋0－0＝1 → 1＋1＋0－0＝2" in told
    assert "全镇 问题清单: 1 → 2\n    进 QTL-2025-0002" in told
    assert "排查: 1 → 2" in told


def test_a_case_that_is_gone_is_told_loudly(town: Changed) -> None:
    town.start((ONE, WORKING)).write({case_path(ONE): None})
    told = town.told()
    assert "记录消失：QTL-2025-0001" in told
    assert "QTL-2025-0001 排水沟争执（茶冲村）  消失" in told
    assert "错误[H905]" in told
    assert "全镇 任务清单: 2 → 0\n    出 QTL-2025-0001 T1、QTL-2025-0001 I1" in told


def test_a_file_that_was_moved_is_the_same_case(town: Changed) -> None:
    town.start((ONE, WORKING)).write({case_path(ONE): None, f"cases/shimen/{ONE}.md": case_text(ONE, **WORKING)})
    told = town.told()
    assert f"文件移动  {case_path(ONE)} → cases/shimen/{ONE}.md" in told
    assert "变动 1，消失 0" in told


def test_an_edited_history_comes_first_and_shows_both_sides(town: Changed) -> None:
    after = copy.deepcopy(WORKING)
    after["events"][2] = ("2025-09-22", "work", "mediator", {"what": "没有到场"})
    town.start((ONE, WORKING)).put((ONE, after))
    told = town.told()
    assert "已有的办理过程被改动（只能追加）：QTL-2025-0001" in told
    assert "! 改动了已有的办理过程  第 4 条 2025-09-22 着手办理  （内容：到场查看 → 没有到场）" in told


def test_a_change_of_comments_alone_says_so(town: Changed) -> None:
    town.start((ONE, WORKING)).write({case_path(ONE): case_text(ONE, **WORKING).replace("---\n", "---\n# 注\n", 1)})
    assert "仅注释、排序或空行有变" in town.told()


def test_no_change_says_so_in_every_format(town: Changed, sidan: Any) -> None:
    town.start((ONE, WORKING))
    for form in ("text", "md"):
        ran = sidan("-C", str(town.folder), "diff", "base", "--format", form, "--as-of", str(AS_OF))
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.rstrip().endswith("没有改动任何记录。")
    assert town.view().is_empty


def test_the_change_is_from_where_it_left_the_base(town: Changed) -> None:
    town.start((ONE, WORKING))
    town.git("checkout", "--quiet", "-b", "work")
    town.put((ONE, more(WORKING, title="排水沟纠纷")))
    town.commit({}, date(2025, 10, 14))
    town.git("checkout", "--quiet", "base")
    town.put(("QTL-2025-0002", {"found_on": "2025-10-13"}))
    town.commit({}, date(2025, 10, 13))
    view = town.view("work")
    assert [case.id for case in view.cases] == [ONE]
    assert (view.span.commits, view.span.ahead) == (1, 1)


def test_an_event_of_a_week_that_is_over_names_the_weeks_it_changes(town: Changed) -> None:
    late = more(WORKING, ("2025-10-01", "raise", "secretary", {"to_level": "town", "reason_raised": "超权限", "why": "难", "told_on": "2025-10-01"}), level="town")  # fmt: skip
    town.start((ONE, WORKING)).put((ONE, late))
    told = town.told()
    assert "以前各周也随之改变" in told
    assert "2025-W40 至 2025-W41：茶冲村 问题清单（变 QTL-2025-0001）" in told


def test_a_limit_in_the_settings_moves_deadlines_of_cases_that_were_not_touched(town: Changed) -> None:
    raised = more(WORKING, ("2025-10-09", "raise", "secretary", {"to_level": "town", "reason_raised": "超权限", "why": "难", "told_on": "2025-10-09"}), level="town")  # fmt: skip
    town.start((ONE, raised)).write({"pyproject.toml": "[tool.sidan.limits]\nmediation = 60\n"})
    told = town.told()
    assert "改动了评判规则所用的文件：pyproject.toml" in told
    assert "未改动的事项里随之变动的期限\n  QTL-2025-0001 期限 调解 2025-10-15 → 2025-11-14 期限设置改变 30" in told


def test_a_committer_nobody_knows_is_named_once(town: Changed) -> None:
    people = PEOPLE.replace("- {id: desk, name: 信一,", "- {id: desk, name: 信一, emails: [desk@town.example],")
    town.start((ONE, WORKING), people=people)
    town.git("checkout", "--quiet", "-b", "work")
    town.put((ONE, more(WORKING, title="排水沟纠纷")))
    known = town.commit({}, date(2025, 10, 14), by="desk@town.example")
    town.put((ONE, more(WORKING, title="排水沟之争")))
    seen_before = town.commit({}, date(2025, 10, 15))
    town.put((ONE, more(WORKING, title="排水沟争吵")))
    stranger = town.commit({}, date(2025, 10, 16), by="new@elsewhere.example")
    (look,) = [look for look in town.view("work").looks if look.kind == "stranger"]
    assert look.names == (stranger[:8],)
    assert {known[:8], seen_before[:8]}.isdisjoint(look.names)
    assert "new@elsewhere.example" not in town.told()


def test_personal_data_that_was_taken_out_is_not_told_again(town: Changed) -> None:
    number = "13812345678"
    before = more(WORKING, problem=f"两户争执，联系{number}")
    town.start((ONE, before)).put((ONE, more(WORKING, problem="两户争执，联系P1")))
    town.write({case_path(ONE): town.text(case_path(ONE)) + f"\n电话 {number}\n"})
    view, told = town.view(), town.told()
    assert number not in told
    assert "个人信息已隐去，但仍留在 git 历史里：QTL-2025-0001" in told
    assert "问题  个人信息已隐去（原文不再显示）" in told
    assert number not in repr((view.cases, view.visits, view.findings, view.looks, view.effects))


def test_a_visit_is_told_too(town: Changed) -> None:
    visit = "---\nid: V-2025-0001\non: 2025-10-15\nmode: visit\nleader: head\nplace: 茶冲村部\ncases: [{}]\n---\n"
    town.start((ONE, WORKING)).commit({"cases/visits/V-2025-0001.md": visit.format(ONE)})
    town.git("branch", "--force", "base")
    town.write({"cases/visits/V-2025-0001.md": visit.format(ONE).replace("茶冲村部", "石门村部")})
    assert "V-2025-0001 2025-10-15 书一  变动\n  ~ 地点  [-茶冲-]{+石门+}村部" in town.told()


def test_a_record_that_cannot_be_read_is_named_and_left_out(town: Changed) -> None:
    town.start((ONE, WORKING)).write({case_path(ONE): "---\nid: [\n---\n"})
    told = town.told()
    assert f"读不出的记录，无从比较：{case_path(ONE)}" in told
    assert "读不出的记录不在改动后的各数里。" in told


def test_a_register_begun_by_the_change_is_all_new(town: Changed) -> None:
    town.commit({"README.md": "x"})
    town.git("branch", "base")
    town.write({"grids.yaml": GRIDS, "people.yaml": PEOPLE})
    town.put((ONE, WORKING))
    assert "事项：新增 1，变动 0，消失 0" in town.told()


def test_a_change_that_breaks_the_town_is_told_without_figures(town: Changed) -> None:
    town.start((ONE, WORKING)).write({"grids.yaml": "town: [\n"})
    town.put((ONE, more(WORKING, title="排水沟纠纷")))
    told = town.told()
    assert "改动后的登记簿读不出，算不出四清单和统计数字。" in told
    assert "~ 标题  排水沟[-争执-]{+纠纷+}" in told


# sealed cases


def sealed_changes(town: Changed) -> str:
    """A sealed case edited, one sealed by the change, one unsealed, one made unreadable; another names the first."""
    ids = [f"QTL-2025-09{n:02d}" for n in range(5)]
    open_case = {"title": "将要密封的", "village": "shimen", "first_handler": "desk"}
    town.start((ONE, WORKING), (ids[0], SEALED), (ids[1], open_case), (ids[2], SEALED), (ids[3], SEALED))
    town.put(
        (
            ONE,
            more(WORKING, ("2025-10-14", "progress", "mediator", {"what": f"另见{ids[0]}"}), problem=f"同{ids[3]}一起"),
        ),
        (ids[0], more(SEALED, found_on="2025-09-14", title="密封之改")),
        (ids[1], {**SEALED, "title": "已经密封的"}),
        (ids[2], {**open_case, "title": "解了密封的", "access": "board", "public_summary": "公示解封"}),
        (ids[4], {**SEALED, "title": "新密封的"}),
    )
    town.write({f"cases/shimen/{ids[3]}.md": f"---\nid: {ids[3]}\naccess: sealed\nevents: [\n---\n"})
    return "09"


def test_sealed_cases_are_a_count_and_nothing_else(town: Changed, sidan: Any, tmp_path: Path) -> None:
    sealed_changes(town)
    secrets = ["QTL-2025-09", "密封之改", "已经密封的", "解了密封的", "公示解封", "新密封的", "将要密封的"]
    for form in ("text", "md", "json"):
        ran = sidan("-C", str(town.folder), "diff", "base", "--format", form, "--as-of", str(AS_OF))
        assert ran.code == 0
        assert [secret for secret in secrets if secret in ran.out] == []
    view = town.view()
    assert view.sealed == 5
    assert [case.id for case in view.cases] == [ONE]
    assert "解除密封 1 件（只计件数）" in town.told()
    assert "密封件变动 5 件（只计件数）" in town.told()
    out = tmp_path / "out"
    built = sidan("-C", str(town.folder), "build", "--changed-since", "base", "--out", str(out), "--as-of", str(AS_OF))
    assert built.code == 0
    files = [path for path in out.rglob("*") if path.is_file()]
    assert not [path for path in files for secret in secrets if secret in path.name]
    assert not [(path, secret) for path in files for secret in secrets if secret in path.read_text(encoding="utf-8")]


# how it ends


def test_an_unknown_revision_is_wrong_usage_and_a_shallow_clone_cannot_be_read(
    town: Changed, sidan: Any, tmp_path: Path
) -> None:
    town.start((ONE, WORKING))
    for arguments in (["diff", "nowhere"], ["diff", "base", "nowhere"], ["build", "--changed-since", "nowhere"],
                      ["build", "--changed-since", "base", "--audience", "board"], ["diff", "--output=x"]):  # fmt: skip
        ran = sidan("-C", str(town.folder), *arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
    town.put((ONE, more(WORKING, title="二")))
    town.commit({}, date(2025, 10, 14))
    town.git("clone", "--quiet", "--depth=1", town.folder.as_uri(), str(tmp_path / "shallow"))
    ran = sidan("-C", str(tmp_path / "shallow"), "diff", "HEAD")
    assert ran.code == 3
    assert "git fetch --unshallow" in ran.err
    (tmp_path / "plain").mkdir()
    assert sidan("-C", str(tmp_path / "plain"), "diff", "HEAD").code == 3


def test_findings_do_not_fail_it_and_nothing_is_written(town: Changed, sidan: Any) -> None:
    town.start((ONE, WORKING)).write({case_path(ONE): None})
    before = sorted(path.relative_to(town.folder) for path in town.folder.rglob("*") if ".git/" not in str(path))
    ran = sidan("-C", str(town.folder), "diff", "base", "--as-of", str(AS_OF))
    assert ran.code == 0
    assert "\x1b[" not in ran.out
    assert before == sorted(
        path.relative_to(town.folder) for path in town.folder.rglob("*") if ".git/" not in str(path)
    )


def test_english_has_no_chinese_of_its_own(town: Changed) -> None:
    town.start((ONE, WORKING)).put((ONE, more(WORKING, EXTEND, lead_post="elder", title="排水沟纠纷")))
    told = town.told("en")
    assert "~ responsible person  调一 → 老一" in told
    assert "~ deadline task T1  2025-10-20 → 2025-10-30" in told
    assert "extended by 10 days (no. 6)" in told
