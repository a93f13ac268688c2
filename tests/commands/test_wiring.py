"""What `init` writes around a register: hooks that real git runs, recipes whose steps real bash runs, CODEOWNERS."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY, Ran

Sidan = Callable[..., Ran]
CASE = "cases/shimen/QTL-2025-0001.md"
OTHER = "cases/shimen/QTL-2025-0020.md"
BIN = Path(sys.executable).parent
PHONE = "13812345678"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Surroundings in which git and sidan are those of the tests, and nobody's settings count."""
    return {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONIOENCODING": "utf-8",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": f"{what.lower()}@town.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }  # fmt: skip


class Town:
    """A register in a real git repository."""

    def __init__(self, root: Path, home: dict[str, str]) -> None:
        self.root, self.home = root, home

    def run(self, *words: str, cwd: Path | None = None, **more: str) -> Ran:
        done = subprocess.run(
            words, cwd=cwd or self.root, env={**self.home, **more}, capture_output=True, timeout=120, check=False
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def git(self, *words: str, **more: str) -> Ran:
        return self.run("git", *words, **more)

    def commit(self, message: str = "改一改", *words: str) -> Ran:
        return self.git("commit", "-q", "-m", message, *words)

    def edit(self, path: str, before: str, after: str) -> Town:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
        return self

    def spoil(self, path: str = CASE) -> Town:
        return self.edit(path, "kind: ", "kind: x")

    def add(self, *paths: str) -> Town:
        assert self.git("add", "--", *(paths or (".",))).code == 0
        return self

    @property
    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD").out)


@pytest.fixture
def town(tmp_path: Path, home: dict[str, str]) -> Town:
    """A repository that `sidan init` filled, with one commit that its own hooks let through."""
    root = tmp_path / "town"
    root.mkdir()
    town = Town(root, home)
    town.git("init", "-q", "-b", "main")
    assert town.run("sidan", "init", str(root)).code == 0
    done = town.add().commit("开始")
    assert done.code == 0, done.err
    return town


# init


def test_init_lets_git_run_the_hooks(town: Town) -> None:
    assert town.git("config", "core.hooksPath").out.strip() == ".githooks"
    assert town.git("config", "merge.sidan.driver").out.strip() == "sidan merge-driver %O %A %B %P"
    for name in ("pre-commit", "commit-msg"):
        assert os.access(town.root / ".githooks" / name, os.X_OK)


def test_init_outside_a_repository_says_how(tmp_path: Path, home: dict[str, str]) -> None:
    ran = Town(tmp_path, home).run("sidan", "init", "new")
    assert "git -C new init && git -C new config core.hooksPath .githooks" in ran.err


def test_init_leaves_hooks_that_are_set_alone(tmp_path: Path, home: dict[str, str]) -> None:
    town = Town(tmp_path, home)
    town.git("init", "-q")
    town.git("config", "core.hooksPath", "/opt/hooks")
    (tmp_path / "x").mkdir()
    shutil.move(tmp_path / ".git", tmp_path / "x" / ".git")
    ran = town.run("sidan", "init", "x")
    assert ran.code == 0 and "config core.hooksPath .githooks" in ran.err
    assert "/opt/hooks" in (tmp_path / "x" / ".git" / "config").read_text(encoding="utf-8")


@pytest.mark.parametrize("forge", ["gitea", "forgejo", "gitlab", "github"])
def test_init_for_one_forge_writes_its_files_only(tmp_path: Path, home: dict[str, str], forge: str) -> None:
    assert Town(tmp_path, home).run("sidan", "init", "new", "--forge", forge).code == 0
    found = {path.name for path in (tmp_path / "new").iterdir() if path.name.startswith(".git")}
    own = {"gitea": {".gitea"}, "forgejo": {".gitea"}, "github": {".github"}, "gitlab": {".gitlab", ".gitlab-ci.yml"}}
    assert found == {".gitattributes", ".gitignore", ".githooks", *own[forge]}


# pre-commit


def test_a_broken_case_is_not_committed(town: Town) -> None:
    done = town.spoil().add().commit()
    assert done.code == 1
    assert f"{CASE}:4:7: 错误[R107]" in done.err
    assert "git commit --no-verify" in done.err
    assert town.commits == 1
    assert town.commit("改一改", "--no-verify").code == 0


def test_what_is_staged_is_judged_and_not_what_lies_beside_it(town: Town) -> None:
    town.edit(CASE, "title: ", "title: 新").add().spoil()
    assert town.commit().code == 0
    town.add().edit(CASE, "kind: x", "kind: ")
    assert town.commit().code == 1


def test_a_commit_of_named_files_is_judged_by_those_files(town: Town) -> None:
    town.spoil(OTHER).add().edit(CASE, "title: ", "title: 新")
    assert town.git("commit", "-q", "-m", "一件", CASE).code == 0
    assert town.git("commit", "-q", "-m", "另一件", OTHER).code == 1


def test_what_was_wrong_elsewhere_before_does_not_stop_a_case(town: Town) -> None:
    assert town.spoil(OTHER).add().commit("先存", "--no-verify").code == 0
    assert town.edit(CASE, "title: ", "title: 新").add().commit().code == 0
    done = town.edit("grids.yaml", "population: 154", "population: 155").add().commit()
    assert done.code == 1 and OTHER in done.err


def test_a_village_that_cases_need_is_not_taken_away(town: Town) -> None:
    assert town.edit("grids.yaml", "id: shimen-01", "id: shimen-09").add().commit().code == 1


@pytest.mark.parametrize(
    "name", ["cases/shimen/一件 事.md", "cases/shimen/a'b\"c.md", "cases/shimen/-x.md", "cases/x.md"]
)
def test_a_file_with_an_odd_name_is_a_finding(town: Town, name: str) -> None:
    shutil.copy(town.root / CASE, town.root / name)
    done = town.add().commit()
    assert done.code == 1
    assert "错误[F03" in done.err


def test_a_link_is_a_finding(town: Town) -> None:
    (town.root / "cases/shimen/QTL-2025-0002.md").symlink_to("/etc/passwd")
    done = town.add().commit()
    assert done.code == 1 and "F031" in done.err


def test_a_case_taken_out_is_judged_with_all_the_others(town: Town) -> None:
    town.git("rm", "-q", "grids.yaml")
    assert town.commit().code == 1


def test_the_hook_works_in_another_worktree(town: Town, tmp_path: Path) -> None:
    assert town.git("worktree", "add", "-q", str(tmp_path / "second"), "-b", "second").code == 0
    second = Town(tmp_path / "second", town.home)
    assert second.spoil().add().commit().code == 1
    assert second.edit(CASE, "kind: x", "kind: ").edit(CASE, "title: ", "title: 新").add().commit().code == 0


def test_a_register_in_a_folder_of_a_repository(tmp_path: Path, home: dict[str, str]) -> None:
    whole = Town(tmp_path / "whole", home)
    whole.root.mkdir()
    whole.git("init", "-q", "-b", "main")
    whole.run("sidan", "init", "office")
    whole.git("config", "core.hooksPath", "office/.githooks")
    assert whole.add().commit("开始").code == 0
    assert whole.spoil(f"office/{CASE}").add().commit().code == 1
    whole.git("reset", "-q", "--hard")
    (whole.root / "notes.txt").write_text("别的", encoding="utf-8")
    assert whole.add().commit().code == 0


def test_without_the_program_nothing_is_committed(town: Town) -> None:
    town.home["PATH"] = "/usr/bin:/bin"
    done = town.edit(CASE, "title: ", "title: 新").add().commit()
    assert done.code == 1 and "没有找到 sidan" in done.err


# commit-msg


@pytest.mark.parametrize("message", [f"电话{PHONE}", "一三八一二三四五六七八", "证件 340828190001010007", f"#{PHONE}"])
def test_a_message_with_personal_data_is_refused(town: Town, message: str) -> None:
    done = town.edit(CASE, "title: ", "title: 新").add().commit(message)
    assert done.code == 1 and "COMMIT_EDITMSG:1:" in done.err
    assert town.commits == 1


def test_a_name_in_a_message_is_a_question_unless_it_is_of_somebody_on_duty_or_has_a_reason(town: Town) -> None:
    asked = town.edit(CASE, "title: ", "title: 新").add().commit("村民张三丰反映沟被堵")
    assert asked.code == 0 and "S806" in asked.out + asked.err
    answered = town.edit(CASE, "title: 新", "title: ").add().commit("村民张三丰反映沟被堵 <!-- pii-ok: 小说人物 -->")
    assert answered.code == 0 and "S806" not in answered.out + answered.err


def test_a_branch_named_by_a_number_is_refused(town: Town) -> None:
    town.git("checkout", "-q", "-b", f"fix-{PHONE}")
    done = town.edit(CASE, "title: ", "title: 新").add().commit("改标题")
    assert done.code == 1 and "S802" in done.err + done.out and PHONE not in done.err + done.out
    assert town.commits == 1


def test_a_removal_shown_under_the_scissors_does_not_stop_it(town: Town, tmp_path: Path) -> None:
    assert town.edit(CASE, "title: ", f"title: {PHONE}").add().commit("先存", "--no-verify").code == 0
    town.edit(CASE, f"title: {PHONE}", "title: ").add()
    done = town.git("commit", "-q", "-v", "-e", "-m", "去掉号码", GIT_EDITOR="true")
    assert done.code == 0, done.err


def test_check_message_by_itself(sidan: Sidan, tmp_path: Path) -> None:
    (tmp_path / "m").write_text("登记一件\n", encoding="utf-8")
    ran = sidan("check", "--message", str(tmp_path / "m"))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert sidan("check", "--message", str(tmp_path / "none")).code == 3


# CODEOWNERS


def patterns(text: str) -> list[tuple[str, list[str]]]:
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [(line[0], line[1:]) for line in lines]


def asked(forge: str, text: str, path: str) -> set[str]:
    """Whom a forge asks about a path: Gitea every row that fits, the others the last one."""
    if forge == "gitea":
        return {who for pattern, owners in patterns(text) if re.fullmatch(pattern, path) for who in owners}
    fit = [
        owners
        for pattern, owners in patterns(text)
        if pattern == "*" or fnmatch(f"/{path}", pattern + ("*" if pattern.endswith("/") else ""))
    ]
    return set(fit[-1])


@pytest.mark.parametrize("forge", ["gitea", "github", "gitlab"])
def test_each_village_is_asked_about_its_own_folder(town: Town, forge: str) -> None:
    text = (town.root / f".{forge}" / "CODEOWNERS").read_text(encoding="utf-8")
    shimen, chachong = "@shi-dayou", "@xiang-dongwang"
    desk = {"@hua-genjia", "@ge-guoxian"}
    assert {shimen, *desk} <= asked(forge, text, CASE) and chachong not in asked(forge, text, CASE)
    assert chachong in asked(forge, text, "cases/chachong/QTL-2025-0002.md")
    for path in ("people.yaml", "grids.yaml", "pyproject.toml", ".gitea/workflows/check.yml", ".github/CODEOWNERS",
                 ".gitlab-ci.yml", ".githooks/pre-commit", "themes/x/pages/case.html"):  # fmt: skip
        owners = asked(forge, text, path)
        assert "@hua-laizheng" in owners, path
        assert forge == "gitea" or not owners & desk, path
    assert asked(forge, text, "README.md") == desk


def test_a_stale_file_is_told_and_mended(town: Town) -> None:
    town.edit("people.yaml", "account: shi-dayou", "account: shi-xiaoyou")
    ran = town.run("sidan", "check", "--format", "json")
    found = json.loads(ran.out)["findings"]
    assert {(f["code"], f["path"]) for f in found} == {
        ("G612", f".{forge}/CODEOWNERS") for forge in ("gitea", "github", "gitlab")
    }
    assert [f["line"] for f in found] == [4, 4, 4]
    assert len(town.run("sidan", "codeowners", "--write").out.split()) == 3
    assert json.loads(town.run("sidan", "check", "--format", "json").out)["findings"] == []


def test_who_has_left_is_not_asked_and_an_address_is_not_markup(town: Town) -> None:
    posts = "- {post: branch_secretary, village: shimen, from: 2021-01-01"
    town.edit("people.yaml", posts, posts + ", until: 2025-06-30")
    assert "shi-dayou" not in town.run("sidan", "codeowners", "--as-of", "2025-07-01").out
    assert "shi-dayou" in town.run("sidan", "codeowners", "--as-of", "2025-06-30").out
    town.edit("people.yaml", "    account: hua-genjia\n", '    emails: ["a b@c.d @root", "x@town.example"]\n')
    text = town.run("sidan", "codeowners", "--forge", "github").out
    assert "x@town.example" in text and "@root" not in text
    assert "x@town.example" not in town.run("sidan", "codeowners", "--forge", "gitea").out


def test_codeowners_writes_through_no_link(town: Town, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    (town.root / ".gitea/CODEOWNERS").unlink()
    (town.root / ".gitea/CODEOWNERS").symlink_to(tmp_path / "precious")
    assert town.run("sidan", "codeowners", "--write", "--forge", "gitea").code == 3
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "x"


# recipes


def recipe(town: Town, path: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((town.root / path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


def steps(town: Town, path: str = ".gitea/workflows/check.yml") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = recipe(town, path)["jobs"]["check"]["steps"]
    return found


def scripts(town: Town) -> list[tuple[str, str]]:
    """Every piece of shell there is: of the hooks and of the three recipes."""
    found = [
        (f".githooks/{name}", (town.root / ".githooks" / name).read_text(encoding="utf-8"))
        for name in ("pre-commit", "commit-msg")
    ]
    for path in (".gitea/workflows/check.yml", ".github/workflows/check.yml"):
        found += [(f"{path} {step['name']}", "#!/bin/bash\n" + step["run"]) for step in steps(town, path)]
    gitlab = recipe(town, ".gitlab-ci.yml")
    for name, job in gitlab.items():
        if isinstance(job, dict):
            for line in [*job.get("before_script", []), *job.get("script", [])]:
                found.append((f".gitlab-ci.yml {name}", "#!/bin/bash\n" + line))
    return found


def test_the_recipes_use_nothing_from_outside_and_no_expression_in_a_script(town: Town) -> None:
    for path in (".gitea/workflows/check.yml", ".github/workflows/check.yml"):
        loaded = recipe(town, path)
        assert set(loaded["on"]) == {"push", "pull_request_target", "schedule"}
        for step in steps(town, path):
            assert "uses" not in step
            assert "${{" not in step["run"], "an expression in a script is code from outside"
            used = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", step["run"]))
            given = {*loaded["jobs"]["check"]["env"], *step.get("env", {})}
            given |= {
                "GITHUB_SERVER_URL",
                "GITHUB_REPOSITORY",
                "GITHUB_API_URL",
                "GITHUB_PATH",
                "RUNNER_TEMP",
                "GITEA_ACTIONS",
                "FORGEJO_ACTIONS",
                "PATH",
            }
            assert used <= given, used - given


def test_a_pull_requests_files_never_reach_the_disk(town: Town) -> None:
    """The gate runs with a token, so it may only read the pull request through git."""
    for step in steps(town):
        for line in step["run"].split("\n"):
            if "checkout" in line or "worktree" in line:
                assert re.search(r'pull_request_target \]; then git checkout -q --detach "\$BASE"', line)


def test_the_shell_is_sound(town: Town, tmp_path: Path) -> None:
    for name, text in scripts(town):
        path = tmp_path / "script.sh"
        path.write_text(text, encoding="utf-8")
        done = town.run("shellcheck", "--severity=style", str(path))
        assert done.code == 0, (name, done.out)


class Forge:
    """A forge that keeps comments; its answers are those of the real interface, as far as the recipe asks."""

    def __init__(self) -> None:
        self.comments: dict[int, str] = {}
        self.tokens: set[str] = set()
        forge = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, value: Any) -> None:
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def body(self) -> str:
                text: str = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
                return text

            def do_GET(self) -> None:
                forge.tokens.add(self.headers["Authorization"])
                self.answer([{"id": id, "body": text} for id, text in forge.comments.items()])

            def do_POST(self) -> None:
                id = len(forge.comments) + 1
                forge.comments[id] = self.body()
                self.answer({"id": id})

            def do_PATCH(self) -> None:
                id = int(self.path.rsplit("/", 1)[1])
                forge.comments[id] = self.body()
                self.answer({"id": id})

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def forge() -> Iterator[Forge]:
    forge = Forge()
    yield forge
    forge.server.shutdown()
    forge.server.server_close()
    forge.thread.join()


STAND_IN = """#!/bin/sh
echo "$*" >>"$CALLS"
exec "$SIDAN" "$@"
"""
"""Writes down what it is asked, and asks the program."""


class Runner:
    """Runs the steps of a recipe as a forge's runner does: bash -e, one folder, the environment of the event."""

    def __init__(self, town: Town, work: Path, forge: Forge, **event: str) -> None:
        self.town, self.work = town, work
        (work / "bin").mkdir(parents=True)
        (work / "temp").mkdir()
        (work / "clone").mkdir()
        (work / "bin" / "sidan").write_text(STAND_IN, encoding="utf-8")
        (work / "bin" / "sidan").chmod(0o755)
        self.calls_path = work / "calls"
        self.calls_path.touch()
        self.event = event
        self.env = {
            **town.home, "PATH": f"{work / 'bin'}:{town.home['PATH']}", "CALLS": str(self.calls_path), "SIDAN": str(BIN / "sidan"),
            "RUNNER_TEMP": str(work / "temp"), "GITHUB_PATH": str(work / "path"), "GITHUB_API_URL": forge.address,
            "GITHUB_SERVER_URL": town.root.parent.as_uri(), "GITHUB_REPOSITORY": town.root.name, "TOKEN": "secret",
            "BASE": "", "NUMBER": "", **event,
        }  # fmt: skip

    @property
    def calls(self) -> list[str]:
        return self.calls_path.read_text(encoding="utf-8").splitlines()

    def go(self) -> tuple[int, str]:
        """All steps that the event calls for; the first failure counts, later steps run where they say always()."""
        code, said = 0, ""
        for step in steps(self.town):
            condition = step.get("if", "")
            wanted = (
                "schedule" if "== 'schedule'" in condition else "pull_request_target" if "== 'pull" in condition else ""
            )
            if (wanted and wanted != self.event["EVENT"]) or (
                "!= 'schedule'" in condition and self.event["EVENT"] == "schedule"
            ):
                continue
            if code and "always()" not in condition:
                continue
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.work / "clone", env=self.env, capture_output=True, timeout=120, check=False,
            )  # fmt: skip
            said += done.stdout.decode() + done.stderr.decode()
            code = code or done.returncode
        return code, said


def test_a_push_is_judged_from_what_was_there_before(town: Town, tmp_path: Path, forge: Forge) -> None:
    base = town.git("rev-parse", "HEAD").out.strip()
    town.edit(CASE, "access: village", "access: office").add().commit()
    head = town.git("rev-parse", "HEAD").out.strip()
    runner = Runner(town, tmp_path / "run", forge, EVENT="push", BASE=base, HEAD=head)
    assert runner.go()[0] == 0
    assert runner.calls == [f"check --base {base} --format github"]
    first = Runner(town, tmp_path / "first", forge, EVENT="push", BASE="0" * 40, HEAD=head)
    code, said = first.go()
    assert (code, first.calls) == (0, ["check"]), said


def test_a_broken_register_fails_the_push_and_the_day(town: Town, tmp_path: Path, forge: Forge) -> None:
    town.spoil().add().commit("先存", "--no-verify")
    head = town.git("rev-parse", "HEAD").out.strip()
    for event in ("push", "schedule"):
        runner = Runner(town, tmp_path / event, forge, EVENT=event, BASE="0" * 40, HEAD=head)
        code, said = runner.go()
        assert code == 1 and "R107" in said


def test_every_day_tells_what_falls_due(town: Town, tmp_path: Path, forge: Forge) -> None:
    runner = Runner(town, tmp_path / "run", forge, EVENT="schedule", HEAD=town.git("rev-parse", "HEAD").out.strip())
    assert runner.go()[0] == 0
    assert runner.calls == ["due --within 7", "check"]


@pytest.mark.parametrize("says", [0, 1])
def test_a_pull_request_is_read_through_git_and_gets_one_comment(
    town: Town, tmp_path: Path, forge: Forge, says: int
) -> None:
    base = town.git("rev-parse", "HEAD").out.strip()
    town.git("checkout", "-q", "-b", "w42")
    changed = town.spoil() if says else town.edit(CASE, "access: village", "access: office")
    changed.add().commit("w42", "--no-verify")
    head = town.git("rev-parse", "HEAD").out.strip()
    town.git("update-ref", "refs/pull/7/head", head)
    town.git("checkout", "-q", "main")
    town.git("branch", "-q", "-D", "w42")
    pull = {"EVENT": "pull_request_target", "BASE": base, "HEAD": head, "NUMBER": "7"}
    for again in range(2):
        runner = Runner(town, tmp_path / f"run{again}", forge, **pull)
        code, said = runner.go()
        assert code == says, said
        assert runner.calls == [f"check --base {base} --head {head} --format github", f"diff {base} {head} --format md"]
        clone = Town(runner.work / "clone", town.home)
        assert clone.git("rev-parse", "HEAD").out.strip() == base
        assert clone.git("cat-file", "-e", f"{head}^{{commit}}").code == 0
    assert list(forge.comments) == [1]
    assert forge.comments[1].startswith("<!-- sidan -->\n")
    assert ("R107" if says else "镇内") in forge.comments[1]
    assert forge.tokens == {"token secret"}


def test_where_the_program_is_missing_it_is_installed_from_where_the_town_says(
    town: Town, tmp_path: Path, forge: Forge
) -> None:
    runner = Runner(town, tmp_path / "run", forge, EVENT="schedule", HEAD="x")
    step = next(step for step in steps(town) if "pip" in step["run"])
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "python3").write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'#!/bin/sh\\necho "$*" >>"$CALLS"\\n\' >"$3/bin/pip"\nchmod +x "$3/bin/pip"\n',
        encoding="utf-8",
    )
    (tmp_path / "python" / "python3").chmod(0o755)
    env = {
        **runner.env,
        "PATH": f"{tmp_path / 'python'}:/usr/bin:/bin",
        "SIDAN_PIP": "--no-index --find-links /srv/wheels sidan",
    }
    done = subprocess.run(["bash", "-ec", step["run"]], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert runner.calls == ["install -q --no-index --find-links /srv/wheels sidan"]
    assert (runner.work / "path").read_text(encoding="utf-8").strip() == str(runner.work / "temp/sidan/bin")


def test_gitlab_judges_writes_its_reports_and_makes_a_preview(town: Town, tmp_path: Path, forge: Forge) -> None:
    runner = Runner(town, tmp_path / "run", forge, EVENT="", HEAD="")
    jobs = recipe(town, ".gitlab-ci.yml")
    base = town.git("rev-parse", "HEAD").out.strip()
    own = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_COMMIT_SHA": base}

    def job(name: str, **more: str) -> Ran:
        script = "\n".join([*jobs[".sidan"]["before_script"], *jobs[name]["script"]])
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script], cwd=town.root, env={**runner.env, **own, **more},
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    assert job("check").code == 0
    assert [
        f"check --base {base} --format gitlab",
        f"check --base {base} --format junit",
        f"check --base {base}",
    ] == runner.calls
    town.spoil()
    assert job("check").code == 1
    town.git("checkout", "-q", "--", CASE)
    reports = jobs["check"]["artifacts"]["reports"]
    assert all((town.root / path).is_file() for path in reports.values())
    assert job("due").code == 0
    done = job("preview")
    assert done.code == 0, done.err
    assert (town.root / "preview" / "index.html").is_file() and not (town.root / "preview").is_symlink()


def test_the_templates_ask_in_the_words_of_the_workflow(town: Town) -> None:
    for path in (
        ".gitea/PULL_REQUEST_TEMPLATE.md",
        ".github/pull_request_template.md",
        ".gitlab/merge_request_templates/Default.md",
    ):
        text = (town.root / path).read_text(encoding="utf-8")
        assert text.count("- [ ]") == 7 and "sidan check" in text
