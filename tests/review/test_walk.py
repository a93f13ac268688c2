"""One case's life by pull requests from three villages and the town, each judged before it is merged; then its week."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.conftest import REPOSITORY, Ran
from tests.support.repository import GitRegister

Sidan = Callable[..., Ran]
Golden = Callable[[Path, str], None]
WEEK = Path(__file__).with_name("walk-2026-W12.md")
MAIN, TWICE, THIRD = "QTL-2026-0001", "QTL-2026-0002", "QTL-2026-0003"


class Forge:
    """The town's repository, and a clone for each village and the town office."""

    def __init__(self, folder: Path, sidan: Sidan) -> None:
        self.folder, self.sidan = folder, sidan
        self.office = GitRegister(folder / "office")
        for name in ("grids.yaml", "people.yaml"):
            shutil.copy(REPOSITORY / name, self.office.folder / name)
        self.office.commit(on=date(2026, 3, 1))
        self.bare = folder / "origin.git"
        self.office.git("clone", "--quiet", "--bare", ".", str(self.bare))
        self.office.git("remote", "add", "origin", str(self.bare))
        self.requests = 0

    def request(self, who: str, day: str, *commands: tuple[str, ...], address: str) -> Ran:
        """A pull request of one clerk: the commands run in a fresh clone, committed, judged, and merged if it may be."""
        self.requests += 1
        clone = GitRegister.__new__(GitRegister)
        clone.folder = self.folder / f"{who}-{self.requests}"
        self.office.git("clone", "--quiet", str(self.bare), str(clone.folder))
        branch = f"request-{self.requests}"
        clone.git("checkout", "--quiet", "-b", branch)
        for words in commands:
            ran = self.sidan("-C", str(clone.folder), *words, "--as-of", day)
            assert ran.code == 0, f"{words}: {ran.err}{ran.out}"
        clone.commit(on=date.fromisoformat(day), by=address, message=" ".join(commands[0][:2]))
        judged = self.sidan("-C", str(clone.folder), "check", "--base", "origin/main", "--as-of", day)
        if judged.code == 0:
            clone.git("push", "--quiet", "origin", branch)
            self.office.git("fetch", "--quiet", "origin")
            self.office.git("merge", "--quiet", "--no-ff", "--no-edit", f"origin/{branch}", on=date.fromisoformat(day))
            self.office.git("push", "--quiet", "origin", "main")
        return judged


def merged(ran: Ran) -> None:
    assert ran.code == 0, ran.out + ran.err


def test_one_case_from_three_villages_to_its_weekly_lists(sidan: Sidan, tmp_path: Path, golden: Golden) -> None:
    forge = Forge(tmp_path, sidan)
    nobody = "forge@town.example"
    merged(forge.request("shimen", "2026-03-02", (
        "new", "dispute", "--village", "shimen", "--grid", "shimen-01", "--category", "neighbour", "--by", "xu-yuzhen",
        "--title", "共用机井抽水先后有争执", "--problem", "石门和茶冲两组共用机井，春灌抽水先后说不拢",
    ), address=nobody))  # fmt: skip
    merged(forge.request("chachong", "2026-03-03", (
        "new", "dispute", "--village", "chachong", "--grid", "chachong-01", "--category", "neighbour", "--source", "hotline",
        "--by", "xiang-dongwang", "--title", "机井抽水排不上队", "--problem", "茶冲组反映共用机井排不上队，春灌要误",
    ), address=nobody))  # fmt: skip
    merged(forge.request("town", "2026-03-03", (
        "merge", TWICE, "--into", MAIN, "--by", "hua-genjia", "--told-on", "2026-03-03",
    ), address="hua-genjia@qingtanling.example"))  # fmt: skip
    merged(forge.request("shahewan", "2026-03-05", (
        "new", "dispute", "--village", "shahewan", "--grid", "shahewan-01", "--category", "neighbour", "--by", "liu-dongchang",
        "--title", "堆柴挡了出入的路", "--problem", "一户堆柴占道，另一户车出不来",
    ), (
        "move", THIRD, "settle_on_spot", "--by", "liu-dongchang", "--what", "当场搬柴让路，两户说好堆在屋后",
        "--agreement", "口头", "--result", "化解",
    ), address=nobody))  # fmt: skip
    refused = forge.request("chachong", "2026-03-06", (
        "move", MAIN, "triage", "--by", "xiang-xiande", "--recusal-checked", "true",
        "--field", "risk.level=一般", "--field", "risk.reason=春灌在即，要赶在插秧前说定",
    ), address="hao-keli@qingtanling.example")  # fmt: skip
    assert refused.code == 1
    assert "H909" in refused.out, "the other village's secretary may not commit it"
    merged(forge.request("shimen", "2026-03-06", (
        "move", MAIN, "triage", "--by", "xiang-xiande", "--recusal-checked", "true",
        "--field", "risk.level=一般", "--field", "risk.reason=春灌在即，要赶在插秧前说定",
    ), (
        "assign", MAIN, "--by", "xiang-xiande", "--basis", "周例会", "--meeting", "2026-W10",
        "--lead-unit", "mediation-shimen", "--lead-post", "wu-wanglin", "--what", "两组商定抽水轮次",
        "--done-when", "有两组签字的轮灌表", "--due", "2026-03-20", "--owner", "wu-wanglin", "--helper", "shu-juchun",
        "--measure", "两组组长到井边商定先后;wu-wanglin;2026-03-13",
    ), address="xiang-xiande@qingtanling.example"))  # fmt: skip
    merged(forge.request("shimen", "2026-03-11", (
        "move", MAIN, "work", "--by", "wu-wanglin", "--what", "到井边看了水位和两组的管子",
    ), (
        "move", MAIN, "mediate", "--by", "wu-wanglin", "--consent", "true", "--field", "present=[P1, P2]",
        "--mediation-result", "达成", "--place", "机井边",
    ), address=nobody))  # fmt: skip
    merged(forge.request("shimen", "2026-03-16", (
        "move", MAIN, "reply", "--by", "wu-wanglin", "--result", "化解", "--agreement", "书面",
        "--what", "单日石门抽，双日茶冲抽，水费按表分",
    ), ("task", "done", MAIN, "T1", "--all-measures"), address=nobody))  # fmt: skip
    merged(forge.request("shimen", "2026-03-18", (
        "move", MAIN, "follow_up", "--by", "pan-lanchun", "--satisfaction", "满意", "--performed", "true",
        "--what", "两组都按轮灌表抽水",
    ), address=nobody))  # fmt: skip
    merged(forge.request("shimen", "2026-03-20", (
        "move", MAIN, "close", "--by", "xiang-xiande", "--field", "powers.know=3月16日轮灌表贴在井房",
        "--field", "powers.take_part=两组组长和用水户到井边商定", "--field", "powers.decide=两组自己定的轮次",
        "--field", "powers.supervise=3月18日监督委员会回访",
    ), address="xiang-xiande@qingtanling.example"))  # fmt: skip
    office = str(forge.office.folder)
    assert sidan("-C", office, "check", "--as-of", "2026-03-20").code == 0
    audited = sidan("-C", office, "history", "audit", "--as-of", "2026-03-20")
    assert audited.code == 0, audited.out
    golden(WEEK, sidan("-C", office, "week", "2026-W12", "--format", "md", "--as-of", "2026-03-20").out)
