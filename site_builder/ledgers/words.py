"""The words of a taking over, in both languages. A remark's key is the key of its sentence."""

from __future__ import annotations

from site_builder.spec import Language

_ZH = {
    # a file
    "too_large": "文件超过 {max} MB，请按年份或者村分开存", "locked": "文件加了密码，或者是旧的 .xls 格式；请在办公软件里另存为不加密的 .xlsx",
    "no_workbook": "不是 .xlsx 工作簿", "broken": "文件损坏，读不出来；请在办公软件里打开，另存为 .xlsx 再试",
    "bomb": "文件展开后超过 {max} MB；多半是格式铺到了表底，删除空行空列后另存再试", "too_many_sheets": "工作表超过 {max} 张",
    "too_many_cells": "单元格超过 {max} 个；多半是格式铺到了表底，删除空行空列后另存再试", "no_text": "不是 UTF-8、GB18030 或者 UTF-16 的文本",
    "broken_csv": "csv 读不出来：{error}", "no_table": "没有找到台账的表头", "no_sheet": "没有“{name}”这张工作表；有：{names}",
    # a cell
    "formula": "是公式，没有存下结果；在办公软件里打开、保存一次，或者改成数值", "error": "公式出错", "long": "一格超过 32767 个字",
    "no_date": "不是日期", "no_year": "没有写年份，标题里、旁边也没有", "no_day": "没有写到日", "about_date": "不是确定的日期", "several_dates": "写了不止一个日期",
    "short_year": "年份写成四位", "decimal_date": "是小数，分不清是几号（9.1 是9月1日还是10日）；改成日期", "impossible_date": "没有这一天", "far_date": "不在1990年到2099年之间，多半写错了",
    "no_number": "不是数字", "not_whole": "不是整数", "about_number": "不是确定的数字", "range": "是一个范围", "no_year_number": "不是年份",
    "no_village": "没有这个村；有：{known}", "no_grid": "这个村没有这个网格，或者分不清是哪一个", "nobody": "{day} 在岗的人里没有，或者不止一个，先空着",
    "nobody_unit": "单位里没有，或者分不清是哪一个", "no_such_word": "不认识；可以写：{known}", "no_flag": "分不清是“是”还是“否”",
    # a row
    "missing": "没有写{field}", "no_reply_day": "写了结果、回访或者销号，没有写化解（答复、办结）日期", "no_result": "写了化解（办结）日期，没有写结果",
    "no_end_day": "写了转送、撤回或者不予受理，没有写日期", "state_merged": "并案的：先转入并入的那一件，再用 sidan merge", "state_returned": "退回的：请按正常步骤登记、提出异议、退回",
    "out_of_order": "日期前后矛盾：{first} {day}，{then} {other}", "before_found": "{field} {day} 早于发现日期 {found}", "ahead": "{move} {day} 还没有到",
    "same_ref": "和第 {row} 行编号相同", "numbers_used_up": "这一年的编号用完了", "check": "{message}",
    # what to look at
    "year_of": "年份取自{other}（{year}）", "year_of_title": "年份取自标题、工作表名或者文件名（{year}）", "numbers_left_out": "隐去号码 {n} 处", "names_masked": "像姓名的 {n} 处写成了“某”，请核对",
    "alike": "和前面一行一样，各算一件", "no_case": "登记簿里没有这件，没有关联", "several_leaders": "领导不止一位（{names}），记在第一位名下",
    # rows that are no matters
    "numbered": "只有序号", "total": "合计", "head": "重复的表头", "below": "表尾", "section": "分节标题", "hidden": "隐藏的工作表，没有读；要读用 --sheet",
    # what is lacking
    "follow_up": "回访（回访人、日期、满意度、是否履行）", "powers": "四权凭据和核销人", "kept": "协议没有履行，要有新的任务", "satisfied": "回访不满意，要有新的任务",
    "partly": "部分化解，其余还要办", "outcome": "未化解，要告知其他途径", "until": "台账上已经了结；镇里没有设定台账的了结算到哪一天（[tool.sidan.ledgers] until），或者在那一天以后",
    # the report
    "report": "台账转入报告", "of_ledger": "{file}　以 {day} 转入，负责人 {by}", "dry_run": "（试转，没有写入）", "sheet": "工作表“{sheet}”：{kind}，表头第 {rows} 行",
    "counts": "转入 {taken} 行，登记簿已有 {known} 行，未转入 {refused} 行，略过 {left_out} 行", "assumed_source": "没有“{name}”一列，都按“{value}”记；用 --set {name}=… 改",
    "assumed_registered_on": "没有登记日期一列，登记日期按发现（排查、收到）日期记", "assumed_order_received_on": "没有签收日期一列，以{other}为准", "assumed_access": "知悉范围按类型：信访镇内，其余镇和本村；用 --set 知悉范围=… 改",
    "assumed_finished_on": "没有办结（答复）日期一列，向上级反馈了的就算办结",
    "assumed_closed_on": "没有销号日期一列，办结、化解、答复了的就算台账上已经了结",
    "personal": "不转入的个人信息：{heads}", "none": "用不上的列：{heads}", "unknown": "不认识、没有转入的列：{heads}（要转入用 --map 列名=字段，不要的用 --map 列名=不转入）", "hidden_rows": "其中隐藏的 {n} 行也读了",
    "refused_rows": "未转入 {n} 行", "remarks": "已转入、请看一眼的 {n} 行", "row": "{sheet} 第 {row} 行", "says": "{head}“{said}”：{sentence}", "known_rows": "登记簿已有 {n} 行", "left_out_rows": "略过 {n} 行",
    "stands": "转入的事项现在", "lacks": "还没有销号的 {n} 件，台账缺：", "lack": "{what}：{n} 件", "more": "另有 {n} 行；全部用 --report 文件名.json 或 .txt", "set_until": "台账上的了结要算数，由镇里在 pyproject.toml 写：\n  [tool.sidan.ledgers]\n  until = {day}",
    "sealed": "检举控告 {n} 件只计件数，内容没有转入", "reason": "未转入原因", "ledger_row": "台账行", "year": "年份", "village": "村", "skipped_sheet": "工作表“{sheet}”：{why}", "several": "、", "colon": "：", "stop": "；",
    "written": "已写入 {n} 个文件", "nothing": "没有写入", "key": "代号对照表 {path}：里面有姓名，不要放进登记簿、不要提交、不要外传", "report_written": "报告 {path}；里面有台账原文（含姓名），不要放进登记簿",
}  # fmt: skip
_EN = {
    "too_large": "the file is larger than {max} MB; save it by year or village", "locked": "the file is encrypted, or of the old .xls format; save it as .xlsx without a password",
    "no_workbook": "no .xlsx workbook", "broken": "the file is damaged and cannot be read; open it in the office program and save it as .xlsx",
    "bomb": "unpacked the file is larger than {max} MB; most likely formats reach to the bottom: delete the empty rows and columns and save it", "too_many_sheets": "more than {max} sheets",
    "too_many_cells": "more than {max} cells; most likely formats reach to the bottom: delete the empty rows and columns and save it", "no_text": "no text in UTF-8, GB18030 or UTF-16",
    "broken_csv": "the csv cannot be read: {error}", "no_table": "no head of a ledger was found", "no_sheet": "there is no sheet “{name}”; there are: {names}",
    "formula": "is a formula whose result was not saved; open and save the file once in the office program, or write the value", "error": "is a formula that failed", "long": "more than 32,767 characters in a cell",
    "no_date": "is no date", "no_year": "names no year, and neither title nor neighbours do", "no_day": "names no day", "about_date": "is no certain date", "several_dates": "names several dates",
    "short_year": "write the year with four digits", "decimal_date": "is a decimal number; nobody can tell 9.1 from 9.10: make it a date", "impossible_date": "there is no such day", "far_date": "is not between 1990 and 2099; most likely a slip",
    "no_number": "is no number", "not_whole": "is no whole number", "about_number": "is no certain number", "range": "is a range", "no_year_number": "is no year",
    "no_village": "is no village; there are: {known}", "no_grid": "is no grid of that village, or may be several", "nobody": "is nobody on duty on {day}, or several; left blank",
    "nobody_unit": "is no unit, or may be several", "no_such_word": "is not known; write one of: {known}", "no_flag": "is neither yes nor no",
    "missing": "{field} is missing", "no_reply_day": "a result, follow-up or closing without the day it was settled (replied, finished)", "no_result": "a day of settlement (finishing) without the result",
    "no_end_day": "transferred, withdrawn or refused, without the day", "state_merged": "merged: take over the main case first, then use sidan merge", "state_returned": "returned: register it, object and return it step by step",
    "out_of_order": "the days contradict each other: {first} {day}, {then} {other}", "before_found": "{field} {day} is before the day it was found, {found}", "ahead": "{move} {day} lies ahead",
    "same_ref": "has the reference of row {row}", "numbers_used_up": "all numbers of that year are taken", "check": "{message}",
    "year_of": "year taken from {other} ({year})", "year_of_title": "year taken from the title, the sheet's name or the file's ({year})", "numbers_left_out": "numbers left out: {n}", "names_masked": "words like a name, written as 某: {n}; look at them",
    "alike": "the same as a row before; each is taken for a case", "no_case": "is no case of the register; not linked", "several_leaders": "several leaders ({names}): written under the first",
    "numbered": "a number and nothing else", "total": "a total", "head": "the head once more", "below": "under the table", "section": "a heading", "hidden": "a hidden sheet, not read; --sheet reads it",
    "follow_up": "follow-up (by whom, when, satisfaction, kept)", "powers": "the four powers and a checker", "kept": "not kept as agreed: a fresh task is needed", "satisfied": "not satisfied: a fresh task is needed",
    "partly": "partly settled: the rest is to be done", "outcome": "not settled: other ways are to be told", "until": "ended in the ledger; the town has set no day up to which that counts ([tool.sidan.ledgers] until), or it ended later",
    "report": "What became of the ledger", "of_ledger": "{file}, taken over on {day}, answered for by {by}", "dry_run": "(tried, nothing written)", "sheet": "Sheet “{sheet}”: {kind}, head in row {rows}",
    "counts": "taken {taken}, already in the register {known}, refused {refused}, left out {left_out} rows", "assumed_source": "no column {name}: all are taken for “{value}”; --set {name}=… changes it",
    "assumed_registered_on": "no column of the day of registering: the day found is taken", "assumed_order_received_on": "no column of the day of receipt: {other} is taken", "assumed_access": "access by kind: petitions the town office, others their village too; --set 知悉范围=… changes it",
    "assumed_finished_on": "no column of the day of finishing: what was fed back counts as finished",
    "assumed_closed_on": "no column of the day of closing: what is finished, settled or answered counts as ended in the ledger",
    "personal": "personal data, not taken: {heads}", "none": "columns of no use: {heads}", "unknown": "columns not known and not taken: {heads} (--map HEAD=FIELD takes one, --map HEAD=none leaves it)", "hidden_rows": "{n} of them are hidden rows",
    "refused_rows": "Refused: {n} rows", "remarks": "Taken, to look at: {n} rows", "row": "{sheet} row {row}", "says": "{head} “{said}” {sentence}", "known_rows": "Already in the register: {n} rows", "left_out_rows": "Left out: {n} rows",
    "stands": "What was taken stands at", "lacks": "Not closed: {n}. What the ledger lacks:", "lack": "{what}: {n}", "more": "and {n} more rows; --report FILE.json or .txt has all", "set_until": "For endings in ledgers to count, the town writes in pyproject.toml:\n  [tool.sidan.ledgers]\n  until = {day}",
    "sealed": "accusations: {n}, a count and nothing else", "reason": "未转入原因", "ledger_row": "台账行", "year": "年份", "village": "村", "skipped_sheet": "Sheet “{sheet}”: {why}", "several": ", ", "colon": ": ", "stop": "; ",
    "written": "{n} files written", "nothing": "nothing was written", "key": "{path} says whom the codes stand for: keep it out of the register, never commit it", "report_written": "report {path}: it holds the ledger's own words, names too; keep it out of the register",
}  # fmt: skip
WORDS: dict[Language, dict[str, str]] = {"zh": _ZH, "en": _EN}
