"""The words of an account of a change, in both languages."""

from __future__ import annotations

from site_builder.spec import Language

_ZH = {
    "tag_changed": "变动", "tag_added": "新增", "tag_done": "完成", "tag_gone": "消失", "tag_alarm": "注意", "tag_note": "说明",
    "nothing": "—", "colon": "：", "yes": "是", "no": "否", "more": "等，另有 {n}", "file": "文件移动", "form": "格式", "about": "概况",
    "form_only": "仅注释、排序或空行有变", "fate_new": "新增", "fate_changed": "变动", "fate_gone": "消失",
    "mark_added": "新增{what}", "done_tasks": "任务完成", "done_measures": "措施完成", "done_points": "答复诉求", "done_instalments": "履行一期", "mark_gone": "{what}被删去",
    "history_event": "第 {n} 条 {on} {move}", "history_changed": "改动了已有的办理过程", "history_removed": "删去了已有的办理过程",
    "history_inserted": "在已有的办理过程中间插入", "taken_out": "个人信息已隐去（原文不再显示）", "covered": "有改动，涉及个人信息或密封件，不显示",
    "to_status": "转为 {status}", "to_level": "到 {level}", "late_entry": "补录于 {day}", "entered": "记于 {day}", "corrects": "更正第 {n} 条", "ledger": "据台账",
    "due": "期限 {name}", "due_on": "{day} 到期", "due_started": "起算，{day} 到期", "due_running": "重新计算，{day} 到期", "due_gone": "不再计算（原 {day} 到期）",
    "reason_extended": "延期 {days} 日", "reason_paused": "中止或听证的日数有变", "reason_restarted": "自 {since} 重新起算", "reason_merged": "并入 {merged} 后取较早的期限",
    "reason_limit": "期限设置改变 {days}", "reason_given": "记录中写定的日期被改", "reason_calendar": "工作日历或岗位有变", "reason_events": "（第 {n} 条）",
    "seen": "知悉范围", "shown_to": "现在{who}可以看到", "hidden_from": "{who}不再看到", "audience_village": "本村", "audience_board": "公示栏",
    "digest_history": "⚠ 改动历史", "digest_written_once": "⚠ 不应改的字段", "digest_done": "完成 {n} 项", "digest_due": "期限变动 {n}",
    "digest_texts": "文字修改 {n} 处", "digest_seen_village": "对本村公开", "digest_seen_board": "上公示栏",
    "look_history": "已有的办理过程被改动（只能追加）：{names}", "look_gone": "记录消失：{names}", "look_written_once": "改了或删了不应再动的内容：{names}",
    "look_unsealed": "解除密封 {n} 件（只计件数）", "look_board": "{n} 件将上公示栏：{names}", "look_village": "{n} 件将对本村公开：{names}",
    "look_ledger": "台账转入 {n} 件，只据台账、未见凭据：{names}",
    "look_closing": "销号 {n} 件：{names}", "look_beside": "动作之外另有修改：{names}", "look_taken_out": "个人信息已隐去，但仍留在 git 历史里：{names}",
    "look_gate": "改动了评判规则所用的文件：{names}（本次仍按改动前的评判）", "look_stranger": "首次出现、people.yaml 不认识的提交邮箱，见提交 {names}",
    "look_unread": "读不出的记录，无从比较：{names}", "look_sealed": "密封件变动 {n} 件（只计件数）",
    "title": "改动说明", "span": "{start}（{base}）→ {head}，{commits} 个提交；截至 {day}", "folder": "文件夹里的文件", "ahead": "{base} 后来又有 {n} 个提交，从共同的起点 {start} 比起",
    "empty": "没有改动任何记录。", "totals": "事项：新增 {new}，变动 {changed}，消失 {gone}", "visits": "接访下访", "sealed_count": "密封件 {n}（只计件数）",
    "found": "错误 {errors}，提醒 {warnings}", "found_none": "没有发现问题", "look": "需要看的", "findings": "校验结果", "error": "错误", "warning": "提醒",
    "other_warnings": "另有 {n} 个提醒与本次改动无关", "covered_findings": "密封件另有 {n} 条校验结果（此处不列）",
    "cases": "事项", "column_case": "编号", "column_title": "标题", "column_village": "村", "column_moved": "变动",
    "week": "{week} 四清单（{since} 至 {until}）", "week_same": "本周四清单不变。", "town": "全镇", "column_scope": "范围", "before": "前", "after": "后",
    "past": "以前各周也随之改变", "past_week": "{week}：{what}", "flow": "期初＋收到＋重新办理－了结＝期末",
    "opening": "期初", "received": "收到", "reopened": "重新办理", "ended": "了结", "closing": "期末", "in_hand": "在办", "waiting": "待销号", "paused": "中止和复查", "sealed": "密封件",
    "problems": "问题清单", "tasks": "任务清单", "measures": "措施清单", "responsibilities": "责任清单", "overdue": "逾期", "warnings": "14 日内到期",
    "came": "进 {names}", "went": "出 {names}", "altered": "变 {names}", "counts_only": "件数有变", "rows_differ": "{list}有变", "elsewhere": "未改动的事项里随之变动的期限", "unread_left_out": "读不出的记录不在改动后的各数里。", "until_week": "{first} 至 {last}",
    "figures": "统计数字（{since} 起）", "visits_figure": "约访下访", "petitions_promoted": "推动化解", "orders": "上级交办", "disputes_found": "排查", "disputes_settled": "化解",
    "disputes_partly": "部分化解", "disputes_unsettled": "未化解", "disputes_open": "在办", "disputes_excluded": "不计入", "rate": "化解率",
    "no_effects": "改动后的登记簿读不出，算不出四清单和统计数字。", "left_out": "因长度所限，另有 {n} 件未展开。看全部：{command}", "rows_left_out": "…另有 {n} 件", "lines_left_out": "…另有 {n} 条",
}  # fmt: skip
_EN = {
    "tag_changed": "changed", "tag_added": "new", "tag_done": "done", "tag_gone": "gone", "tag_alarm": "look", "tag_note": "note",
    "nothing": "—", "colon": ": ", "yes": "yes", "no": "no", "more": " and {n} more", "file": "file moved", "form": "form", "about": "about",
    "form_only": "comments, order or blank lines only", "fate_new": "new", "fate_changed": "changed", "fate_gone": "gone",
    "mark_added": "new: {what}", "done_tasks": "task done", "done_measures": "measure done", "done_points": "point answered", "done_instalments": "instalment paid", "mark_gone": "taken away: {what}",
    "history_event": "no. {n}, {on}, {move}", "history_changed": "HISTORY CHANGED", "history_removed": "HISTORY REMOVED",
    "history_inserted": "HISTORY INSERTED", "taken_out": "personal data taken out (the former text is not shown)", "covered": "edited; not shown, since it names a sealed case or personal data",
    "to_status": "now {status}", "to_level": "to {level}", "late_entry": "late entry of {day}", "entered": "written down on {day}", "corrects": "corrects no. {n}", "ledger": "as the ledger says",
    "due": "deadline {name}", "due_on": "due {day}", "due_started": "starts, due {day}", "due_running": "runs again, due {day}", "due_gone": "no longer counted (was due {day})",
    "reason_extended": "extended by {days} days", "reason_paused": "days of suspension or hearing differ", "reason_restarted": "starts again from {since}", "reason_merged": "merged file {merged}: the earlier of the two",
    "reason_limit": "the limit in the settings differs by {days}", "reason_given": "the date in the record was edited", "reason_calendar": "the calendar or the posts differ", "reason_events": " (no. {n})",
    "seen": "access", "shown_to": "can now be seen by {who}", "hidden_from": "no longer seen by {who}", "audience_village": "the village", "audience_board": "the notice board",
    "digest_history": "⚠ history edited", "digest_written_once": "⚠ fixed values edited", "digest_done": "{n} done", "digest_due": "{n} deadline moved|{n} deadlines moved",
    "digest_texts": "{n} text edited|{n} texts edited", "digest_seen_village": "shown to the village", "digest_seen_board": "on the notice board",
    "look_history": "history that was written is edited (it is append-only): {names}", "look_gone": "records gone: {names}", "look_written_once": "what must stay was changed or taken away: {names}",
    "look_unsealed": "{n} case unsealed (a count only)|{n} cases unsealed (a count only)", "look_board": "this change puts {n} case on the notice board: {names}|this change puts {n} cases on the notice board: {names}",
    "look_village": "this change makes {n} case visible to its village: {names}|this change makes {n} cases visible to their villages: {names}",
    "look_ledger": "{n} case taken over from a ledger, without evidence: {names}|{n} cases taken over from a ledger, without evidence: {names}",
    "look_closing": "{n} case closed: {names}|{n} cases closed: {names}", "look_beside": "edits riding along with a move: {names}", "look_taken_out": "personal data taken out, but still in git's history: {names}",
    "look_gate": "files by which changes are judged: {names} (this change is judged by those before it)", "look_stranger": "committed from an address seen for the first time and unknown to people.yaml: commit {names}|committed from addresses seen for the first time and unknown to people.yaml: commits {names}",
    "look_unread": "records that cannot be read, so not compared: {names}", "look_sealed": "{n} sealed case changed (a count only)|{n} sealed cases changed (a count only)",
    "title": "What this change moves", "span": "{start} ({base}) → {head}, {commits} commit, as of {day}|{start} ({base}) → {head}, {commits} commits, as of {day}", "folder": "the files in the folder",
    "ahead": "{base} has moved on by {n} commit: compared from the common ancestor {start}|{base} has moved on by {n} commits: compared from the common ancestor {start}",
    "empty": "No record was changed.", "totals": "Cases: {new} new, {changed} changed, {gone} gone", "visits": "leaders' visits", "sealed_count": "sealed: {n} (a count only)",
    "found": "errors: {errors}, warnings: {warnings}", "found_none": "nothing found", "look": "To look at", "findings": "Findings", "error": "error", "warning": "warning",
    "other_warnings": "{n} other warning has nothing to do with this change|{n} other warnings have nothing to do with this change", "covered_findings": "{n} finding in sealed cases, not listed here|{n} findings in sealed cases, not listed here",
    "cases": "Cases", "column_case": "Case", "column_title": "Title", "column_village": "Village", "column_moved": "What moved",
    "week": "The four lists of {week} ({since} to {until})", "week_same": "This week's lists stay as they are.", "town": "Town", "column_scope": "Of", "before": "Before", "after": "After",
    "past": "Weeks that are over and whose lists change", "past_week": "{week}: {what}", "flow": "Opening + received + reopened − ended = closing",
    "opening": "opening", "received": "received", "reopened": "reopened", "ended": "ended", "closing": "closing", "in_hand": "in hand", "waiting": "to verify", "paused": "paused", "sealed": "sealed",
    "problems": "problems", "tasks": "tasks", "measures": "measures", "responsibilities": "responsibilities", "overdue": "overdue", "warnings": "due in 14 days",
    "came": "in {names}", "went": "out {names}", "altered": "altered {names}", "counts_only": "counts differ", "rows_differ": "{list} differ", "elsewhere": "Deadlines that move in cases the change does not touch", "unread_left_out": "Records that cannot be read are not in what follows the change.", "until_week": "{first} to {last}",
    "figures": "Figures since {since}", "visits_figure": "visits", "petitions_promoted": "petitions promoted", "orders": "orders from above", "disputes_found": "disputes found", "disputes_settled": "settled",
    "disputes_partly": "partly settled", "disputes_unsettled": "not settled", "disputes_open": "in hand", "disputes_excluded": "left out", "rate": "rate of settlement",
    "no_effects": "The register after the change cannot be read, so its lists and figures cannot be computed.",
    "left_out": "For want of room {n} case is not unfolded here. To see all: {command}|For want of room {n} cases are not unfolded here. To see all: {command}", "rows_left_out": "… and {n} more", "lines_left_out": "… and {n} more",
}  # fmt: skip
WORDS: dict[Language, dict[str, str]] = {"zh": _ZH, "en": _EN}


def plural(word: str, n: int) -> str:
    """The form of a word for a number; `{n}` is filled in. A word has one form, or `singular|plural`."""
    one, _, many = word.partition("|")
    form = one if n == 1 or not many else many
    return form.replace("{n}", str(n))
