"""The background register: who found what, and how it went, drawn with a fixed seed from hand-written material."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from site_builder.model.calendar import Calendar
from site_builder.model.weeks import Week
from tools.demonstration.paper import document

HERE = Path(__file__).parent
FIRST, LAST = date(2025, 1, 2), date(2025, 7, 18)
DISPUTES, VISITS, PROMOTED = 152, 30, 11
FIRST_NUMBER = 101
PLACES = [
    "大冲",
    "小岭",
    "石塘",
    "枣树坪",
    "黄泥坎",
    "油坊",
    "牌坊",
    "上畈",
    "下畈",
    "龙井冲",
    "青石垄",
    "柿子湾",
    "老屋",
    "花屋",
    "茶亭",
    "竹棚",
    "马鞍岭",
    "樟树下",
    "水碓",
    "河嘴",
    "桥头",
    "庙冲",
    "栗树坦",
    "沙坝",
    "铁炉",
    "窑场",
    "松岗",
    "双塘",
    "三棵枫",
    "凉亭",
    "桃树洼",
    "西坑",
    "东山",
    "莲花塘",
    "白石",
    "杨梅坳",
    "长垄",
    "短岭",
    "分水岭",
    "对面山",
    "官塘",
    "新塘",
    "旧寨",
    "石板桥",
    "枫树嘴",
    "板栗园",
    "梨树坞",
    "蕨菜坪",
    "乌石",
    "金鸡垄",
    "鹰嘴岩",
    "猫儿石",
    "冷水坑",
    "温泉",
    "仓屋",
    "祠堂",
    "学堂",
    "碾坊",
    "高坎",
    "陡坡",
    "平畈",
    "洲上",
    "滩头",
    "渡船",
    "柳林",
    "桑园",
    "麻地",
    "棉地",
    "荷塘",
    "鱼塘",
    "瓦窑",
    "砖窑",
    "炭窑",
    "南冲",
    "北冲",
    "前山",
    "后山",
    "里屋",
    "外屋",
    "横路",
]
SLOW_LEVELS = ("village",) * 9 + ("town",) * 3


@dataclass
class Staff:
    """Who holds which post, read from people.yaml; looked up by post, never by id."""

    grids: list[dict[str, Any]]
    people: list[dict[str, Any]]
    villages: list[str]

    def holding(
        self,
        post: str,
        village: str | None = None,
        unit: str | None = None,
        title: str | None = None,
        since: str = "2024-12-31",
    ) -> list[str]:
        found = []
        for person in self.people:
            for held in person.get("posts") or []:
                now = held["post"] == post and str(held["from"]) <= since and not held.get("until")
                wanted = ((village, "village"), (unit, "unit"), (title, "title"))
                if now and all(value in (None, held.get(name)) for value, name in wanted):
                    found.append(person["id"])
        return found

    def elders(self, village: str) -> list[str]:
        return [
            p["id"]
            for p in self.people
            if p.get("elder") and any(h.get("village") == village for h in p.get("posts") or [])
        ]

    def worker(self, grid: dict[str, Any], day: date) -> str:
        worker = grid["worker"]
        if isinstance(worker, str):
            return worker
        return next(t["person"] for t in worker if t["from"] <= day and (not t.get("until") or day <= t["until"]))


def read_staff(folder: Path) -> Staff:
    grids = yaml.safe_load((folder / "grids.yaml").read_text(encoding="utf-8"))
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))["people"]
    rows = [{**grid, "village": village["id"]} for village in grids["villages"] for grid in village["grids"]]
    return Staff(rows, people, [village["id"] for village in grids["villages"]])


def write(folder: Path) -> tuple[int, int]:
    """Write the background into a register's folder; how many cases and visits."""
    for path in [*folder.glob("cases/*/QTL-2025-[0-9]*.md"), *folder.glob("cases/visits/V-2025-*.md")]:
        if path.parent.name == "visits" or int(path.stem[-4:]) >= FIRST_NUMBER:
            path.unlink()
    cases, visits = Background(read_staff(folder)).make()
    for front, body in cases:
        _write(folder / "cases" / front["village"] / f"{front['id']}.md", document(front, body))
    for visit in visits:
        _write(folder / "cases" / "visits" / f"{visit['id']}.md", document(visit, ""))
    return len(cases), len(visits)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Background:
    """Draws everything, in a fixed order, from one seed."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.random = random.Random(20250101)
        self.calendar = Calendar()
        self.titles: set[str] = set()
        self.cases: list[tuple[dict[str, Any], str]] = []
        self.visits: list[dict[str, Any]] = []
        self.turn = 0

    # days

    def work(self, day: date, low: int, high: int) -> date:
        """A working day from `low` to `high` working days later; 0 is the same day or the next working one."""
        steps = self.random.randint(low, high)
        return self.calendar.add_working_days(day, steps) if steps else self.calendar.next_working_day(day)

    def meeting(self, day: date) -> date:
        """The next weekly meeting: Friday, or the working day before it."""
        friday = Week.of(day).day(4)
        if friday < day:
            friday = Week.of(day).next.day(4)
        held = self.calendar.last_working_day_on_or_before(friday)
        return held if held >= day else self.calendar.next_working_day(day)

    # the whole

    def make(self) -> tuple[list[tuple[dict[str, Any], str]], list[dict[str, Any]]]:
        situations = [
            (c, row)
            for c, rows in yaml.safe_load((HERE / "disputes.yaml").read_text(encoding="utf-8")).items()
            for row in rows
        ]
        for number in range(DISPUTES):
            self.dispute(*situations[number % len(situations)], number)
        rows = yaml.safe_load((HERE / "petitions.yaml").read_text(encoding="utf-8"))
        for number, row in enumerate([*rows, *rows[:9]]):
            self.petition(row, number)
        for number, row in enumerate(yaml.safe_load((HERE / "others.yaml").read_text(encoding="utf-8"))):
            self.other(row, number)
        self.merged_pair()
        self.number()
        self.hold_visits()
        return self.cases, self.visits

    def number(self) -> None:
        """Ids in order of registration; links between cases follow."""
        self.cases.sort(key=lambda item: (item[0]["registered_on"], item[0]["title"]))
        ids = {id(front): f"QTL-2025-{FIRST_NUMBER + n:04d}" for n, (front, _) in enumerate(self.cases)}
        for front, _ in self.cases:
            main = front.pop("_main", None)
            if main is not None:
                main["links"] = {"related": [ids[id(front)]]}
                front["links"] = {"duplicates": ids[id(main)]}
                front["events"][-1]["into"] = ids[id(main)]
        for index, (front, body) in enumerate(self.cases):
            ordered = {"id": ids[id(front)]}
            ordered.update({key: front[key] for key in ORDER if front.get(key) is not None})
            ordered["_promote"] = front.get("_promote")
            self.cases[index] = (ordered, body)

    def fill(self, text: str, numbers: dict[str, Any]) -> str:
        return text.format(**numbers)

    def place(self, pattern: str) -> dict[str, Any]:
        """A place and numbers that give this title for the first time."""
        while True:
            self.turn += 1
            numbers = {
                "p": PLACES[self.turn % len(PLACES)],
                "n": self.random.randint(2, 9),
                "m": self.random.randint(11, 36),
                "y": 0,
            }
            title = pattern.format(**numbers)
            if title not in self.titles:
                self.titles.add(title)
                return numbers

    def where(self) -> dict[str, Any]:
        return self.staff.grids[(self.turn * 7) % len(self.staff.grids)]

    def base(
        self, kind: str, category: str, grid: dict[str, Any], found: date, title: str, problem: str
    ) -> dict[str, Any]:
        return {
            "title": title, "kind": kind, "category": category, "village": grid["village"], "grid": grid["id"],
            "access": "village", "status": "closed", "level": "village", "source": "grid", "found_on": found,
            "registered_on": found, "pii_reviewed": found, "problem": problem, "events": [],
        }  # fmt: skip

    # disputes

    def dispute(self, category: str, row: str, number: int) -> None:
        title, problem, task, measures, law, agreed, money, body = row.split("|")
        numbers = self.place(title)
        grid = self.where()
        span = (LAST - FIRST).days
        found = self.calendar.next_working_day(FIRST + timedelta(days=number * span // DISPUTES))
        front = self.base("dispute", category, grid, found, self.fill(title, numbers), self.fill(problem, numbers))
        village = grid["village"]
        front["people_affected"] = self.random.randint(2, 6) if category != "wage_arrears" else numbers["n"]
        front["parties"] = ["P1", "P2"]
        if money != "-":
            low, high = map(int, money.split("-"))
            front["amount_yuan"] = self.random.randint(low // 20, high // 20) * 20
        front["source"] = self.random.choice(("grid",) * 6 + ("elder", "elder", "walk_in", "phone", "leader_visit"))
        front["risk"] = {
            "level": "较大" if category in ("wage_arrears", "grave") or number % 19 == 7 else "一般",
            "reason": self.random.choice(RISK_REASONS),
        }
        worker = self.staff.worker(grid, found)
        elder = self.random.choice(self.staff.elders(village))
        by = elder if front["source"] == "elder" else worker
        front["events"].append({"on": found, "move": "register", "by": by})
        level = "grid" if number % 4 == 1 else SLOW_LEVELS[number % len(SLOW_LEVELS)]
        if number % 38 == 20:
            level = "county"
        if category == "marriage_family":
            level = "village"
        agreement = self.fill(agreed, numbers)
        text = [self.fill(part, numbers) for part in body.split(";")]
        if level == "grid":
            self.on_the_spot(front, grid, worker, agreement)
        else:
            self.mediated(front, level, number, self.fill(task, numbers), measures.split(";"), law, agreement)
        self.cases.append((front, self.story(front, text, agreement, number)))

    def on_the_spot(self, front: dict[str, Any], grid: dict[str, Any], worker: str, agreement: str) -> None:
        village = grid["village"]
        front.update(level="grid", first_handler=worker, lead_unit=f"committee-{village}", lead_post=worker)
        settled = self.work(front["found_on"], 0, 2)
        front["events"].append(
            {
                "on": settled,
                "move": "settle_on_spot",
                "by": worker,
                "what": f"上门劝和，双方说定：{agreement}",
                "agreement": "口头",
                "result": "化解",
            }
        )
        front["outcome"] = {"result": "化解", "agreement": "口头"}
        self.follow_and_close(front, settled, self.checker(village), self.secretary(village), "网格员当面告知双方")

    def mediated(
        self, front: dict[str, Any], level: str, number: int, what: str, measures: list[str], law: str, agreement: str
    ) -> None:
        village, found, events = front["village"], front["found_on"], front["events"]
        secretary, deputy = self.secretary(village), self.leader("分管副书记")
        mediators = self.mediators(village)
        mediator = mediators[number % len(mediators)]
        elder = self.random.choice(self.staff.elders(village))
        decided = self.meeting(found) if number % 3 else self.work(found, 0, 1)
        regular = decided == self.meeting(decided)
        events.append({"on": decided, "move": "triage", "by": secretary, "recusal_checked": True})
        unit, lead = f"mediation-{village}", mediator
        if level in ("town", "county"):
            events.append(
                {
                    "on": decided,
                    "move": "raise",
                    "by": secretary,
                    "to_level": "town",
                    "reason_raised": self.random.choice(["超权限", "涉资金", "涉两村以上"]),
                    "why": "村里调解力量不够，需要镇里有关单位参加",
                    "told_on": decided,
                }
            )
            unit = self.unit_for(front["category"])
            lead = self.staff.holding("unit_head", unit=unit)[0]
            decided = self.work(decided, 0, 1)
        assign: dict[str, Any] = {
            "on": decided,
            "move": "assign",
            "by": secretary if level == "village" else deputy,
            "basis": "周例会" if regular and level == "village" else ("先行启动" if level == "village" else "联席会议"),
        }
        if assign["basis"] != "先行启动":
            assign["meeting"] = str(Week.of(decided))
        events.append(assign)
        begun = self.work(decided, 0, 2)
        events.append({"on": begun, "move": "work", "by": lead})
        if level == "county":
            events.append(
                {
                    "on": begun,
                    "move": "raise",
                    "by": deputy,
                    "to_level": "county",
                    "reason_raised": "超权限",
                    "why": "需要县级主管部门认定",
                    "told_on": begun,
                }
            )
        front.update(
            level=level,
            first_handler=f"mediation-{village}",
            lead_unit=unit,
            lead_post=lead,
            lead_party=secretary if level == "village" else deputy,
        )
        if level != "village":
            front["lead_admin"] = self.leader("副镇长")
        limit = min(found + timedelta(days=28), date(2025, 8, 1))
        reply_by = self.mediate(
            front, begun, limit, mediator if level == "village" else self.town_mediator(), elder, number
        )
        written = number % 5 != 2
        reply: dict[str, Any] = {
            "on": reply_by,
            "move": "reply",
            "by": lead,
            "result": "化解",
            "agreement": "书面" if written else "口头",
            "what": agreement,
        }
        if number % 29 == 11:
            reply["performed_by"] = reply_by + timedelta(days=5)
            front["instalments"] = [
                {
                    "due": reply_by + timedelta(days=5),
                    "amount_yuan": front.get("amount_yuan", 600),
                    "paid_on": reply_by + timedelta(days=4),
                }
            ]
        events.append(reply)
        front["outcome"] = {k: reply[k] for k in ("result", "agreement", "performed_by") if k in reply}
        self.tasks(
            front,
            what,
            decided,
            begun,
            reply_by,
            lead,
            elder if level == "village" else None,
            measures,
            law,
            str(Week.of(decided)) if "meeting" in assign else assign["by"],
        )
        checker = self.checker(village) if level == "village" else self.desk()
        closer = secretary if level == "village" else self.leader("副镇长")
        if number % 31 == 4:
            self.enter_late(front)
        self.follow_and_close(
            front, reply_by + timedelta(days=5 if number % 29 == 11 else 0), checker, closer, "研判时告知双方办理步骤"
        )

    def mediate(self, front: dict[str, Any], begun: date, limit: date, mediator: str, elder: str, number: int) -> date:
        """One to three sessions; the day of the last one."""
        day, sessions = begun, 1 + number % 3 % 2 + (number % 11 == 0)
        for session in range(sessions):
            later = self.work(day, 1, 4)
            day = later if later <= limit else day
            last = session == sessions - 1
            by = elder if session == 0 and sessions > 1 and front["level"] == "village" else mediator
            event = {
                "on": day,
                "move": "mediate",
                "by": by,
                "consent": True,
                "present": ["P1", "P2", *(["五老"] if by == elder else [])],
                "mediation_result": "达成" if last else "继续",
            }
            if not last:
                event["next"] = self.random.choice(NEXT_STEPS)
            front["events"].append(event)
        return day

    def tasks(
        self,
        front: dict[str, Any],
        what: str,
        assigned: date,
        begun: date,
        done: date,
        owner: str,
        helper: str | None,
        measures: list[str],
        law: str,
        basis: str,
    ) -> None:
        due = self.calendar.next_working_day(
            max(done + timedelta(days=self.random.randint(2, 9)), assigned + timedelta(days=10))
        )
        middle = begun + (done - begun) // 2
        first, second = measures[0], measures[-1]
        rows = [
            {"what": first, "who": helper or owner, "way": self.random.choice(["现场处置", "政策解释", "调解"]), "start": begun, "by": due, "done": middle, "evidence": self.random.choice(EVIDENCE)},
            {"what": second, "who": owner, "way": self.random.choice(["调解", "现场处置", "工程修复"]), "basis": law, "start": middle, "by": due, "done": done, "evidence": self.random.choice(EVIDENCE)},
        ]  # fmt: skip
        if law == "-":
            rows[1].pop("basis")
        done_when = (
            self.random.choice(DONE_WHEN)
            if front["kind"] == "dispute"
            else "反映人签收书面答复，归档"
            if front["kind"] == "petition"
            else "现场验看合格，反映人确认"
        )
        task = {
            "id": "T1",
            "what": what,
            "done_when": done_when,
            "due": due,
            "assigned_on": assigned,
            "assigned_by": basis,
            "owner": owner,
            "done": done,
            "measures": rows,
        }
        front["tasks"] = [task]

    def follow_and_close(self, front: dict[str, Any], settled: date, checker: str, closer: str, told: str) -> None:
        follow = self.work(settled, 1, 3)
        answer = self.random.choice(("满意",) * 7 + ("基本满意",) * 3 + ("联系不上", "未评价"))
        front["events"].append(
            {"on": follow, "move": "follow_up", "by": checker, "satisfaction": answer, "performed": True}
        )
        close = self.work(follow, 0, 3)
        powers = {
            "know": told,
            "take_part": self.random.choice(TOOK_PART),
            "decide": self.random.choice(DECIDED),
            "supervise": f"{follow.month}月{follow.day}日回访",
        }
        front["events"].append({"on": close, "move": "close", "by": closer, "powers": powers})

    def enter_late(self, front: dict[str, Any]) -> None:
        """One session was only written down two days later."""
        session = next(e for e in front["events"] if e["move"] == "mediate")
        session["entered_on"] = session["on"] + timedelta(days=2)

    # petitions

    def petition(self, row: str, number: int) -> None:
        shape, category, form, title, problem, point, facts, opinion, law, body = row.split("|")
        numbers = self.place(title)
        grid = self.where()
        found = self.calendar.next_working_day(date(2025, 1, 6) + timedelta(days=number * 4 % 125))
        front = self.base("petition", category, grid, found, self.fill(title, numbers), self.fill(problem, numbers))
        desk, _deputy = self.desk(), self.leader("分管副书记")
        source = {"走访": "walk_in", "信息网络": "online", "书信": "letter", "电话": "phone"}[form]
        front.update(
            access="office",
            level="town",
            source=source,
            first_handler="petition-office",
            parties=["P1"],
            risk={"level": "一般", "reason": self.random.choice(RISK_REASONS)},
        )
        block: dict[str, Any] = {
            "official_ref": f"XF-2025-{found:%m%d}-{number:02d}",
            "form": form,
            "class": "建议意见类" if shape == "advice" else "申诉求决类",
        }
        route = {
            "route6": 6,
            "route5": 5,
            "route4": 4,
            "simple": 6,
            "reviewed": 6,
            "ended": 6,
            "refused": 1,
            "moved": 5,
            "taken_back": 5,
        }.get(shape)
        if route is not None:
            block["route"] = route
        if shape == "simple":
            block["procedure"] = "simple"
        front["petition"] = block
        events = front["events"]
        events.append({"on": found, "move": "register", "by": desk})
        triaged = self.work(found, 0, 1)
        events.append({"on": triaged, "move": "triage", "by": desk, "recusal_checked": True})
        text = [self.fill(part, numbers) for part in body.split(";")]
        if shape == "refused":
            told = self.work(triaged, 1, 4)
            reason = "已受理或正在办理" if number % 2 else "应走其他途径"
            events.append(
                {
                    "on": told,
                    "move": "not_accept",
                    "by": desk,
                    "reason_not_accepted": reason,
                    "direction": "可以向有权处理的机关提出，或者依法起诉",
                    "notice_on": told,
                }
            )
            front.update(status="not_accepted", outcome={"result": "不予受理"})
        elif shape == "moved":
            told = self.work(triaged, 1, 4)
            events.append(
                {
                    "on": told,
                    "move": "transfer",
                    "by": desk,
                    "to_unit": "county-transport" if category == "traffic" else "county-government",
                    "to_on": told,
                    "told_on": told,
                    "why": "属于县级职责",
                }
            )
            front.update(status="transferred", outcome={"result": "转送"})
        elif shape == "taken_back":
            taken = self.work(triaged, 1, 3)
            events.append(
                {
                    "on": taken,
                    "move": "withdraw",
                    "by": desk,
                    "how_withdrawn": "书面",
                    "witnessed_by": "镇信访工作人员",
                    "voluntary": True,
                    "safety_risk": False,
                }
            )
            front.update(status="withdrawn", outcome={"result": "撤回"})
        else:
            self.handled_petition(front, shape, number, triaged, point, (facts, opinion, law), numbers)
        opening = f"{found.month}月{found.day}日收到{form}反映：{front['problem']}。"
        self.cases.append((front, "\n\n".join([opening, *text])))

    def handled_petition(
        self,
        front: dict[str, Any],
        shape: str,
        number: int,
        triaged: date,
        point: str,
        paper: tuple[str, str, str],
        numbers: dict[str, Any],
    ) -> None:
        events, desk, deputy = front["events"], self.desk(), self.leader("分管副书记")
        facts, opinion, law = paper
        unit = self.unit_for(front["category"])
        lead = self.staff.holding("unit_head", unit=unit)[0]
        assigned = self.work(triaged, 0, 1)
        events.append(
            {"on": assigned, "move": "assign", "by": deputy, "basis": "联席会议", "meeting": str(Week.of(assigned))}
        )
        accepted = self.work(assigned, 1, 3)
        if shape == "advice":
            events.append({"on": accepted, "move": "notify", "by": desk, "about": "receipt", "how": "书面告知"})
        else:
            events.append({"on": accepted, "move": "accept", "by": desk, "notice_on": accepted})
            front["petition"]["notice_on"] = accepted
        begun = self.work(accepted, 0, 2)
        events.append({"on": begun, "move": "work", "by": lead})
        if number == 4:
            events.append(
                {
                    "on": self.work(begun, 3, 5),
                    "move": "hearing",
                    "by": desk,
                    "days": 1,
                    "present": ["P1", "被反映单位"],
                    "what": "听取双方陈述",
                }
            )
        low, high = {"simple": (2, 5), "advice": (5, 12)}.get(shape, (12, 24))
        replied = self.work(events[-1]["on"], low, high)
        if number == 7:
            extended = accepted + timedelta(days=55)
            events.append(
                {
                    "on": extended,
                    "move": "extend",
                    "by": self.leader("镇长"),
                    "days": 20,
                    "reason": "需要测绘单位复测",
                    "approved_by": self.leader("镇长"),
                    "notified_on": extended,
                }
            )
            replied = self.work(extended, 6, 9)
        if number == 9:
            paused = self.work(begun, 2, 3)
            resumed = self.work(paused, 8, 10)
            events.append(
                {
                    "on": paused,
                    "move": "suspend",
                    "by": desk,
                    "reason_suspended": "鉴定",
                    "until": resumed + timedelta(days=2),
                    "approved_by": deputy,
                    "notified_on": paused,
                }
            )
            events.append({"on": resumed, "move": "resume", "by": desk, "why": "鉴定意见已出"})
            replied = self.work(resumed, 3, 6)
        asked, _, answer = self.fill(point, numbers).partition(";")
        front["points"] = [{"what": asked, "answer": answer, "answered_on": replied}]
        denied = shape in ("reviewed", "ended")
        explained = shape in ("route4", "simple")
        reply: dict[str, Any] = {
            "on": replied,
            "move": "reply",
            "by": lead,
            "result": "未化解" if denied else "引导其他途径" if shape == "route4" else "化解",
            "opinion": "不支持" if denied else "解释说明" if explained else "支持",
            "delivered_on": replied,
        }
        if denied or shape == "route4":
            reply["rights_told_on"] = replied
        if front["petition"].get("route") == 6 and shape != "simple":
            reply["opinion_on"] = replied
            reply["paper"] = {
                "request": asked,
                "facts": self.fill(facts, numbers),
                "opinion": self.fill(opinion, numbers),
                "legal_basis": [law],
                "remedy": "如不服本意见，可以自收到之日起30日内向县人民政府申请复查",
            }
        events.append(reply)
        front["outcome"] = {"result": reply["result"], "opinion": reply["opinion"]}
        front.update(lead_unit=unit, lead_post=lead, lead_party=deputy, lead_admin=self.leader("副镇长"))
        self.tasks(
            front,
            f"核实并答复：{asked}",
            assigned,
            begun,
            replied,
            lead,
            None,
            ["核实情况", "起草答复并送达"],
            law,
            str(Week.of(assigned)),
        )
        if number == 3:
            self.supervise(front, begun)
        if denied:
            self.review(front, replied, shape)
        if shape != "ended":
            self.follow_and_close(
                front, events[-1]["on"], self.desk(second=True), self.leader("副镇长"), "书面告知受理和办理去向"
            )
        front["_promote"] = reply["result"] == "化解" and shape in ("route6", "route5", "advice")

    def review(self, front: dict[str, Any], replied: date, shape: str) -> None:
        events, desk = front["events"], self.desk()
        asked = self.work(replied, 3, 6)
        events.append({"on": asked, "move": "review_open", "by": desk, "asked_on": asked, "organ": "county-government"})
        answered = self.work(asked, 8, 12)
        events.append(
            {
                "on": answered,
                "move": "review_answer",
                "by": "county-government",
                "review_result": "维持",
                "delivered_on": answered,
            }
        )
        if shape == "ended":
            again = self.work(answered, 2, 4)
            events.append(
                {"on": again, "move": "rereview_open", "by": desk, "asked_on": again, "organ": "city-government"}
            )
            end = self.work(again, 8, 12)
            events.append(
                {
                    "on": end,
                    "move": "rereview_close",
                    "by": "city-government",
                    "review_result": "维持",
                    "delivered_on": end,
                }
            )
            front["status"] = "terminated"
        else:
            events.append(
                {"on": self.work(answered, 3, 5), "move": "review_close", "by": desk, "why": "反映人表示不再申请复核"}
            )

    def supervise(self, front: dict[str, Any], begun: date) -> None:
        day = self.work(begun, 4, 5)
        front["events"].insert(
            -1,
            {
                "on": day,
                "move": "supervise",
                "by": self.desk(),
                "level_supervised": "notice",
                "reason_supervised": "未按规定反馈",
                "reply_due": day + timedelta(days=7),
                "reply_on": day + timedelta(days=3),
            },
        )

    # services, hazards, suggestions

    def other(self, row: str, number: int) -> None:
        kind, category, source, title, problem, task, measures, law, done, body, public = row.split("|")
        numbers = self.place(title)
        grid = self.where()
        found = self.calendar.next_working_day(date(2025, 1, 8) + timedelta(days=number * 6))
        front = self.base(kind, category, grid, found, self.fill(title, numbers), self.fill(problem, numbers))
        village, events = grid["village"], front["events"]
        unit = self.unit_for(category)
        ordered = (number < 13 and number != 2) or number in (14, 16, 19)
        town = ordered or source in ("hotline", "online", "letter", "walk_in")
        lead = self.staff.holding("unit_head", unit=unit)[0] if town else self.mediators(village)[0]
        desk, deputy, secretary = self.desk(), self.leader("分管副书记"), self.secretary(village)
        assigner = deputy if town else secretary
        front.update(
            level="town" if town else "village",
            source="superior" if ordered else source,
            first_handler="petition-office" if town else f"committee-{village}",
            lead_unit=unit if town else f"committee-{village}",
            lead_post=lead,
            lead_party=assigner,
            risk={"level": "较大" if kind == "hazard" else "一般", "reason": self.random.choice(RISK_REASONS)},
        )
        if town:
            front["lead_admin"] = self.leader("副镇长")
        if public != "-":
            front.update(access="board", public_summary=self.fill(public, numbers))
        events.append({"on": found, "move": "register", "by": desk if town else self.staff.worker(grid, found)})
        urgent = kind == "hazard" and number in (9, 10, 13, 15)
        begun = self.begin(front, urgent, assigner, desk if town else secretary, lead)
        done_on = self.work(begun, 3, 8)
        if ordered:
            ways = ("12345热线", "信访系统", "领导批示", "督查", "网络留言", "公文")
            sender = {"12345热线": "county-hotline", "信访系统": "county-petition"}.get(
                ways[number % 6], "county-government"
            )
            due = self.calendar.next_working_day(done_on + timedelta(days=2))
            front["order"] = {
                "from": sender,
                "ref": f"JB-2025-{found:%m%d}{number:02d}",
                "way": ways[number % 6],
                "received_on": found,
                "due_on": due,
            }
        if number in (20, 18, 22) or (category == "village_affairs" and kind == "service" and not ordered):
            attended = self.random.randint(24, 30)
            against = self.random.randint(0, 2)
            events.append(
                {
                    "on": self.work(begun, 1, 2),
                    "move": "deliberate",
                    "by": secretary,
                    "eligible": 34,
                    "attended": attended,
                    "for": attended - against - 1,
                    "against": against,
                    "abstain": 1,
                    "resolution": self.fill(done, numbers),
                    "published_on": done_on,
                }
            )
        else:
            events.append(
                {
                    "on": self.work(begun, 1, 2),
                    "move": "progress",
                    "by": lead,
                    "what": self.fill(measures.split(";")[0], numbers) + "已完成",
                }
            )
        self.oddities(front, number, events[-1]["on"], secretary, desk, lead)
        done_on = max(done_on, events[-1]["on"])
        partly = number == 11
        if partly:
            events.append(
                {
                    "on": done_on,
                    "move": "reply",
                    "by": lead,
                    "result": "部分化解",
                    "what": "先恢复供电，变压器到货后更换",
                }
            )
            done_on = self.work(done_on, 4, 6)
        if ordered:
            events.append(
                {
                    "on": min(done_on, front["order"]["due_on"]),
                    "move": "feedback",
                    "by": lead,
                    "what": self.fill(done, numbers),
                }
            )
        reply = {
            "on": done_on,
            "move": "reply",
            "by": lead,
            "result": "化解",
            "what": self.fill(done, numbers) + "，已告知反映人",
        }
        events.append(reply)
        events.sort(key=lambda event: event["on"])
        front["outcome"] = {"result": "化解"}
        self.tasks(
            front,
            self.fill(task, numbers),
            events[1]["on"],
            begun,
            done_on,
            lead,
            None,
            [self.fill(m, numbers) for m in measures.split(";")],
            law,
            assigner,
        )
        if number == 17:
            due = front["tasks"][0]["due"]
            front["tasks"][0]["due"] = begun + timedelta(days=5)
            moved = {
                "on": self.work(begun, 1, 1),
                "move": "extend",
                "by": assigner,
                "reason": "年审材料需要补充",
                "notified_on": self.work(begun, 1, 1),
                "approved_by": assigner,
                "task": "T1",
                "due": due,
            }
            events.append(moved)
            events.sort(key=lambda event: event["on"])
        self.follow_and_close(
            front,
            done_on,
            self.desk(second=True) if town else self.checker(village),
            self.leader("副镇长") if town else secretary,
            "电话告知反映人" if town else "张贴告知",
        )
        if number == 3:
            self.reopen(front, lead)
        opening = f"{found.month}月{found.day}日，{front['problem']}。"
        self.cases.append((front, "\n\n".join([opening, *(self.fill(part, numbers) for part in body.split(";"))])))

    def begin(self, front: dict[str, Any], urgent: bool, assigner: str, triager: str, lead: str) -> date:
        events, found = front["events"], front["found_on"]
        if urgent:
            front["urgent"] = {
                "why": "有人员安全风险",
                "reported_to": self.leader("分管副书记"),
                "reported_at": f"{found} 09:30",
            }
            events.append({"on": found, "move": "start_urgent", "by": assigner, "action": "当日设警示并安排处置"})
            meeting = Week.of(found).day(4)
            while meeting <= found or not self.calendar.is_working_day(meeting):
                meeting = Week.of(meeting).next.day(4)
            events.append({"on": meeting, "move": "ratify", "by": assigner, "meeting": str(Week.of(meeting))})
            return meeting
        triaged = self.work(found, 0, 1)
        events.append({"on": triaged, "move": "triage", "by": triager, "recusal_checked": True})
        assigned = self.work(triaged, 0, 1)
        events.append(
            {
                "on": assigned,
                "move": "assign",
                "by": assigner,
                "basis": "上级交办" if front["source"] == "superior" else "先行启动",
            }
        )
        begun = self.work(assigned, 0, 1)
        events.append({"on": begun, "move": "work", "by": lead})
        return begun

    def oddities(self, front: dict[str, Any], number: int, day: date, secretary: str, desk: str, lead: str) -> None:
        """What happens now and then: a risk judged anew, a matter handed down, a duty handed over."""
        events = front["events"]
        if number in (10, 14):
            events.append(
                {
                    "on": day,
                    "move": "regrade",
                    "by": desk,
                    "risk_from": front["risk"]["level"],
                    "risk_to": "一般" if front["risk"]["level"] == "较大" else "较大",
                    "why": "处置后风险下降" if front["risk"]["level"] == "较大" else "影响户数增加",
                }
            )
            front["risk"] = {**front["risk"], "level": events[-1]["risk_to"]}
        if number == 16:
            events.append({"on": day, "move": "hand_down", "by": desk, "to_level": "village", "why": "村里可以办结"})
            front["level"] = "village"
        if number == 5:
            others = [p for p in self.staff.holding("staff", unit=front["lead_unit"]) if p != lead]
            if others:
                events.append(
                    {
                        "on": day,
                        "move": "hand_over",
                        "by": self.leader("分管副书记"),
                        "from_person": others[0],
                        "to_person": lead,
                        "why": "分工调整",
                    }
                )

    def reopen(self, front: dict[str, Any], lead: str) -> None:
        events = front["events"]
        again = self.work(events[-1]["on"], 6, 8)
        done = self.work(again, 3, 4)
        due = self.work(done, 3, 4)
        closer = events[-1]["by"]
        events.append(
            {
                "on": again,
                "move": "reopen",
                "by": closer,
                "reason_reopened": "新事实",
                "why": "雨后接送区标线褪色，家长再次反映",
            }
        )
        front["tasks"].append(
            {
                "id": "T2",
                "what": "重划标线",
                "done_when": "标线清晰，学校签字确认",
                "due": due,
                "assigned_on": again,
                "assigned_by": closer,
                "owner": lead,
                "done": done,
                "measures": [
                    {"what": "重划热熔标线", "who": lead, "way": "工程修复", "start": again, "by": due, "done": done}
                ],
            }
        )
        events.append(
            {"on": done, "move": "reply", "by": lead, "result": "化解", "what": "标线重划完成，已告知学校和家长"}
        )
        self.follow_and_close(front, done, self.desk(second=True), closer, "电话告知学校和家长")

    def merged_pair(self) -> None:
        """A second report of one matter, joined to the first."""
        main = next(front for front, _ in self.cases if "桥面破损" in front["title"])
        day = self.work(main["found_on"], 1, 1)
        front = self.base(
            "service",
            "road",
            next(g for g in self.staff.grids if g["id"] == main["grid"]),
            day,
            "桥面坑洼再次报修",
            "网格员上报桥面坑洼，与工单反映的是同一处",
        )
        front.update(
            status="merged", level="town", first_handler="petition-office", outcome={"result": "并案"}, _main=main
        )
        worker = self.staff.worker(next(g for g in self.staff.grids if g["id"] == main["grid"]), day)
        front["events"] = [
            {"on": day, "move": "register", "by": worker},
            {"on": day, "move": "merge", "by": self.desk(), "into": "", "told_on": day},
        ]
        self.cases.append((front, "与先收到的工单为同一处，并入办理。"))

    # visits

    def hold_visits(self) -> None:
        """30 visits of the two heads going down or by appointment, and others that do not count among them."""
        heads = [self.leader("书记"), self.leader("镇长")]
        wanted = [front for front, _ in self.cases if front.get("_promote")][:PROMOTED]
        disputes = [
            front for front, _ in self.cases if front["kind"] == "dispute" and front["level"] in ("town", "county")
        ]
        plans: list[tuple[date, str, str, list[dict[str, Any]]]] = []
        for n, front in enumerate(wanted):
            reply = next(e for e in front["events"] if e["move"] == "reply")
            day = self.calendar.last_working_day_on_or_before(reply["on"] - timedelta(days=2))
            plans.append((day, heads[n % 2], ("visit", "appointment")[n % 3 % 2], [front]))
        for n in range(VISITS - len(wanted)):
            day = self.calendar.next_working_day(date(2025, 1, 9) + timedelta(days=n * 10))
            later = [d for d in disputes if d["found_on"] <= day <= d["events"][-1]["on"]]
            plans.append((day, heads[n % 2], ("visit", "appointment", "visit")[n % 3], later[:1]))
        others = [self.leader("分管副书记"), self.leader("副镇长")]
        for n in range(8):
            plans.append(
                (
                    self.calendar.next_working_day(date(2025, 1, 13) + timedelta(days=n * 25)),
                    heads[n % 2],
                    "reception",
                    [],
                )
            )
        for n in range(4):
            plans.append(
                (self.calendar.next_working_day(date(2025, 2, 18) + timedelta(days=n * 40)), others[n % 2], "visit", [])
            )
        plans.sort(key=lambda plan: (plan[0], plan[1], plan[2], [front["id"] for front in plan[3]]))
        for number, (day, leader, mode, cases) in enumerate(plans, 1):
            id = f"V-2025-{number:04d}"
            village = cases[0]["village"] if cases else self.staff.villages[number % len(self.staff.villages)]
            name = VILLAGE_NAMES[village]
            place = {"reception": "镇人民来访接待室", "visit": f"{name}村部", "appointment": "镇信访办调解室"}[mode]
            instructions = self.random.choice(INSTRUCTIONS) if cases else self.random.choice(TALKS)
            self.visits.append(
                {
                    "id": id,
                    "on": day,
                    "mode": mode,
                    "leader": leader,
                    "place": place,
                    "cases": [front["id"] for front in cases],
                    "instructions": instructions,
                }
            )
            for front in cases:
                if front in wanted:
                    next(e for e in front["events"] if e["move"] == "reply")["promoted_by"] = id
                    front["outcome"]["promoted_by"] = id
        for front, _ in self.cases:
            front.pop("_promote", None)

    # people

    def secretary(self, village: str) -> str:
        return self.staff.holding("branch_secretary", village)[0]

    def mediators(self, village: str) -> list[str]:
        elders = set(self.staff.elders(village))
        return [p for p in self.staff.holding("mediator", village) if p not in elders]

    def town_mediator(self) -> str:
        return self.staff.holding("mediator", unit="mediation-town")[0]

    def checker(self, village: str) -> str:
        return self.staff.holding("supervision", village)[0]

    def desk(self, second: bool = False) -> str:
        return self.staff.holding("petition_desk")[1 if second else 0]

    def leader(self, title: str) -> str:
        return self.staff.holding("leader", title=title)[0]

    def unit_for(self, category: str) -> str:
        return UNITS.get(category, "justice")

    # prose

    def story(self, front: dict[str, Any], text: list[str], agreement: str, number: int) -> str:
        """The body: what happened, how it was handled, in one of several shapes."""
        if front["category"] == "marriage_family":
            settled = next(e["on"] for e in front["events"] if e["move"] in ("reply", "settle_on_spot"))
            return f"{text[0]}\n\n{text[-1]}{settled.month}月{settled.day}日办结。"
        settled = next(e for e in front["events"] if e["move"] in ("reply", "settle_on_spot"))
        day = f"{settled['on'].month}月{settled['on'].day}日"
        match number % 4:
            case 0:
                return f"## 经过\n\n{text[0]}{text[-1]}\n\n## 结果\n\n{day}说定：**{agreement}**。"
            case 1:
                return f"{text[0]}\n\n{text[-1]}{day}，双方都认可：{agreement}。"
            case 2:
                return f"- 起因：{text[0]}\n- 调查：{text[-1]}\n- 结果：{agreement}（{day}）"
        return f"{text[0]}\n\n> {agreement}\n\n{text[-1]}"


ORDER = (
    "title", "kind", "category", "village", "grid", "access", "status", "level", "source", "found_on", "registered_on",
    "people_affected", "amount_yuan", "risk", "urgent", "first_handler", "lead_unit", "lead_post", "lead_party",
    "lead_admin", "petition", "order", "parties", "problem", "public_summary", "points", "tasks", "instalments",
    "outcome", "links", "pii_reviewed", "events",
)  # fmt: skip
VILLAGE_NAMES = {
    "shimen": "石门村",
    "chachong": "茶冲村",
    "shahewan": "沙河湾村",
    "fengxiangao": "枫香坳村",
    "baiguoshu": "白果树村",
    "zhuyuan": "竹园村",
}
UNITS = {
    "forest_land": "forestry", "grave": "land", "house_homestead": "land", "expropriation": "land", "land_transfer": "agri-economics",
    "production": "agri-economics", "water": "water", "environment": "enforcement", "road": "road", "traffic": "police",
    "welfare": "social-affairs", "wage_arrears": "social-affairs", "labour_other": "social-affairs", "education": "school",
    "village_affairs": "agri-economics", "other": "emergency",
}  # fmt: skip
RISK_REASONS = (
    "双方愿意商量",
    "有过口角，没有动手",
    "涉及农时，拖久了容易激化",
    "数额不大",
    "邻里多年相处尚可",
    "天气转雨，需要抓住时机处理",
    "涉及几户，情绪平稳",
)
NEXT_STEPS = ("各自回家商量", "请懂行的人看过再谈", "找出当年的字据", "把账目列清楚", "约家里能做主的人一起来")
EVIDENCE = ("调解登记", "现场记录", "协议书", "丈量记录", "照片（无人像）", "核对单", "会议记录", "走访记录", "收条")
DONE_WHEN = (
    "有双方签字的协议",
    "现场验看并有双方签字的记录",
    "款物交清并有收条",
    "反映人签收书面答复",
    "村民小组长到场确认并签字",
)
TOOK_PART = ("双方到场参加", "双方各带一名家人到场", "反映人参加现场查看", "双方两次到场", "户主参加商议")
DECIDED = ("办法由双方商定签字", "双方口头说定，调解员记录", "反映人对答复无异议", "按双方认可的清单执行")
INSTRUCTIONS = (
    "请责任单位一周内核实并答复，答复前先与反映人当面沟通",
    "情况属实的立即改正，不属实的把道理讲清楚",
    "请分管领导牵头，到现场看了再定办法",
    "按政策该给的一分不少，办完回访",
    "请村里配合，把历史经过弄清楚",
)
TALKS = (
    "走访农户，听取对村务的意见，未形成事项",
    "接待群众一批两人，当场解答，未形成事项",
    "到组里开院坝会，宣讲政策",
    "约请村民代表座谈，听取意见建议",
    "随访上月办结事项，群众反映良好",
)
