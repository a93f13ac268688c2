"""CODEOWNERS: whom a forge asks to review a change, made from people.yaml for each village's folder.

Gitea and Forgejo read Go regular expressions and know accounts only; every row that fits counts. GitHub and
GitLab read globs and know addresses too; the last row that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.model.on_duty import OnDuty
from site_builder.model.people import Town
from site_builder.spec.owners import ownerships

OWNERS_FILES = {
    "gitea": ".gitea/CODEOWNERS",
    "forgejo": ".gitea/CODEOWNERS",
    "github": ".github/CODEOWNERS",
    "gitlab": ".gitlab/CODEOWNERS",
}
"""Where each forge looks for it."""
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HEAD = (
    "# 由 people.yaml 生成（sidan codeowners --write），不要手改。 Generated from people.yaml; not edited by hand.",
    "# 改了人员、岗位以后重新生成；过时了 sidan check 会提醒（G612）。 The check says when it is stale.",
)


def code_owners(town: Town, forge: str, as_of: date) -> str:
    """The whole file for one forge, by the posts held on a day."""
    return "\n".join([*_HEAD, *_rows(town, forge, as_of)]) + "\n"


def _rows(town: Town, forge: str, as_of: date) -> Iterator[str]:
    on_duty = OnDuty(town)
    for row in ownerships():
        for path in row.paths:
            villages = town.villages if "{village}" in path else [None]
            for village in villages:
                own = path.replace("{village}", village or "")
                held = [id for post in row.posts for id in on_duty.holders(post, as_of, village)]
                owners = dict.fromkeys(name for id in held if (name := _name(town, id, forge)))
                if owners:
                    yield " ".join([_pattern(own, forge), *owners])
                else:
                    yield f"# {own or '*'}：这些岗位上没有人有账号 nobody with these posts has an account: {' '.join(row.posts)}"


def _name(town: Town, id: str, forge: str) -> str:
    """How a forge calls somebody; empty for who has no account there."""
    person = town.people[id]
    if person.account:
        return f"@{person.account}"
    if forge in ("github", "gitlab"):
        return next((email for email in person.emails if _ADDRESS.fullmatch(email)), "")
    return ""


def _pattern(path: str, forge: str) -> str:
    if forge in ("github", "gitlab"):
        return f"/{path}" if path else "*"
    return path.replace(".", "[.]") + (".*" if not path or path.endswith("/") else "")
