"""The repository keeps its promises to whoever clones it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = sorted(PROJECT.glob("requirements*.txt"))


def tracked() -> list[Path]:
    """Every file in the repository, or in the folder where it was unpacked without one."""
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return [PROJECT / name for name in names if name and (PROJECT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Path and text of every tracked text file."""
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(PROJECT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))


def test_there_are_three_locks_with_hashes_and_no_address() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-dev.txt",
        "requirements-spark.txt",
        "requirements.txt",
    ]
    for path in LOCKS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|index-url|find-links", text), path.name
        pins = re.findall(r"^[a-z0-9][^\s=]*==[^\s;]+", text, re.M)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_plain_lock_is_part_of_the_others() -> None:
    pins = {
        path.name: set(re.findall(r"^\S+==\S+", path.read_text(encoding="utf-8"), re.M)) for path in LOCKS
    }
    assert pins["requirements.txt"] <= pins["requirements-dev.txt"] <= pins["requirements-spark.txt"]


def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]+|Users/[a-z]+|tmp/lab)/")
    named = [
        path for path, text in texts() if pattern.search(text) and path != "tests/project/test_repository.py"
    ]
    assert named == []


def test_nothing_generated_is_tracked() -> None:
    generated = re.compile(r"(^|/)(target|public|history|logs|\.venv|__pycache__)/|\.duckdb(\.wal)?$|\.pyc$")
    assert [path for path, _ in texts() if generated.search(path)] == []


def test_no_test_is_skipped_and_nothing_is_left_open() -> None:
    # written in parts, so that this file does not hold what it looks for
    left_out = ["pytest[.](?:ski" + "p|xfai" + "l)", "mark[.](?:ski" + "p|xfai" + "l)", "importor" + "skip"]
    left_open = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    words = re.compile("|".join([*left_out, *(rf"\b{word}\b" for word in left_open)]))
    assert [path for path, text in texts() if words.search(text)] == []


def test_the_readme_is_short_and_its_links_and_commands_exist() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (PROJECT / link).exists(), link
    for target in re.findall(r"^make ([a-z-]+)", text, re.M):
        assert target in makefile_targets(), target
    for folder in re.findall(r"^([a-z_]+)/ ", text, re.M):
        if folder not in ("target", "public", "data"):
            assert (PROJECT / folder).is_dir(), folder


def test_the_readme_names_every_command(run_scorecard) -> None:  # type: ignore[no-untyped-def]
    said = run_scorecard("--help").stdout
    commands = set(re.findall(r"^  ([a-z]+) ", said.split("Commands:")[1], re.M))
    named = set(re.findall(r"`scorecard ([a-z]+)`", (PROJECT / "README.md").read_text(encoding="utf-8")))
    assert commands <= named


def test_make_alone_lists_every_target_a_person_runs() -> None:
    said = subprocess.run(["make", "-C", str(PROJECT)], capture_output=True, text=True, check=True).stdout
    shown = set(re.findall(r"^  make ([a-z-]+) +\S", said, re.M))
    assert {"scorecard", "test", "serve", "nightly", "lint", "clean"} <= shown
    assert makefile_targets() - shown == {"environment", "environment-dev", "environment-spark"}


def test_no_make_target_is_named_like_a_folder_unless_it_is_phony() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = set(" ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.M)).split())
    assert makefile_targets() <= phony


@pytest.mark.parametrize(
    "path", sorted((PROJECT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_workflows_run_the_make_targets_a_person_runs(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    targets = {target for run in steps for target in re.findall(r"^make ([a-z-]+)", run, re.M)}
    assert targets
    assert targets <= makefile_targets()


def test_ci_and_pre_commit_run_the_one_lint_command() -> None:
    assert "make lint" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]] == ["make lint"]


def test_every_variable_a_company_sets_has_a_comment() -> None:
    text = (PROJECT / "dbt_project.yml").read_text(encoding="utf-8")
    lines = text.split("\nvars:\n", 1)[1].splitlines()
    group_has_reason, bare = False, []
    for line in lines:
        setting = re.match(r"  ([a-z_]+):", line)
        if not setting:
            continue
        # several settings of one kind share the comment on the first
        kind = re.sub(r"_(low|base|high|call|email|meeting|social|task)$", "", setting[1])
        if "#" in line:
            group_has_reason, reasoned = True, kind
        elif not (group_has_reason and kind == reasoned):
            bare.append(setting[1])
    assert bare == []


def test_the_licence_is_there_in_full() -> None:
    text = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
