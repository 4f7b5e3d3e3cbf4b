"""A whole build of each demo world, by the command a person runs: published, complete, repeatable, undisturbed."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard import dbt, history, publish, registry, settings
from scorecard.pages.source_claims import PLACES
from scorecard.progress import Progress

WORLDS = ("misaligned", "aligned", "improving")
# the demo's survey asks no other items
NOT_IN_THE_DEMO = {"perception_gap/other_item_level"}


@pytest.fixture(scope="module", params=WORLDS)
def built(request: pytest.FixtureRequest, demo_build: Callable[[str], Any]) -> Any:
    return demo_build(request.param)


def settings_of(build: Any) -> settings.Settings:
    clock = datetime.fromisoformat(rows(build, "select build_clock from builds")[0][0])
    return settings.make(
        data=build.data,
        target=build.target,
        as_of=build.as_of,
        environment={"SOURCE_DATE_EPOCH": str(int(clock.timestamp()))},
    )


def rows(build: Any, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        for path in build.results.glob("*.parquet"):
            connection.execute(f"create view {path.stem} as select * from read_parquet('{path}')")
        return connection.execute(sql).fetchall()


def digests(folder: Path) -> dict[str, str]:
    root = folder.resolve()
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.name != "release.txt"
    }


def test_a_world_is_published_with_a_page_for_every_metric(built: Any) -> None:
    found = registry.read(settings_of(built))
    assert (built.site / "index.html").is_file()
    for metric in found.metrics:
        assert list(built.site.rglob(f"{metric.id}.html")), metric.id


def test_a_page_is_published_as_it_was_rendered(built: Any) -> None:
    rendered = [path for path in (built.target / "pages").rglob("*.md") if path.parent.name != "own"]
    assert rendered
    for path in rendered:
        name = path.relative_to(built.target / "pages").with_suffix(".html")
        body = path.read_text(encoding="utf-8").split("---\n", 2)[2].strip()
        assert body in (built.site / name).read_text(encoding="utf-8"), name


def test_every_page_says_it_shows_a_demo(built: Any) -> None:
    silent = [
        path.relative_to(built.site).as_posix()
        for path in built.site.rglob("*.html")
        if path.name != "404.html" and not re.search(r"\bdemo\b", path.read_text(encoding="utf-8"), re.I)
    ]
    assert silent == []


def test_every_raw_record_is_used_or_set_aside(built: Any) -> None:
    open_ends = rows(
        built,
        'select source, "table", file from row_accounting group by all '
        "having max(rows_read) <> max(rows_used) + sum(rows_set_aside)",
    )
    assert open_ends == []


def test_every_figure_has_a_status_and_a_withheld_one_has_no_value_and_a_reason(built: Any) -> None:
    withheld = "('not_measured', 'blocked', 'insufficient_sample', 'pending')"
    assert rows(
        built, f"select count(*) from metric_values where status in {withheld} and value is not null"
    ) == [(0,)]
    assert rows(
        built,
        f"select count(*) from metric_values where status in {withheld} and coalesce(status_reason, '') = ''",
    ) == [(0,)]
    assert rows(
        built,
        f"select count(*) from metric_values where status not in {withheld} and status not in ('flagged', 'measured')",
    ) == [(0,)]


def test_a_build_says_with_what_it_was_made(built: Any) -> None:
    ((build_id, as_of, engine, versions, counts),) = rows(
        built, "select build_id, as_of, engine, versions, counts from builds"
    )
    assert build_id == history.build_id(settings_of(built))
    assert (as_of, engine) == (built.truth["as_of"], "duckdb")
    assert "dbt-core" in json.loads(versions)
    assert json.loads(counts)["metric_values"] > 0


def test_every_claim_has_the_figures_that_answer_it(built: Any) -> None:
    found = set(rows(built, "select distinct metric, detail from metric_details where value is not null"))
    found |= set(rows(built, "select distinct metric, '' from metric_values where value is not null"))
    with Path("site/claims.csv").open(encoding="utf-8", newline="") as file:
        figures = {figure for claim in csv.DictReader(file) for figure in claim["answered_by"].split()}
    lacking = {figure for figure in figures - PLACES.keys() if (*figure.split("/"), "")[:2] not in found}
    assert lacking <= NOT_IN_THE_DEMO


def test_what_was_published_is_kept_in_the_history(built: Any) -> None:
    (kept,) = history.published(settings_of(built))
    folder = built.home / "history" / kept.build_id
    assert (folder / "metric_values.parquet").read_bytes() == (
        built.results / "metric_values.parquet"
    ).read_bytes()
    assert kept.subject.startswith("demo-")


def test_the_worlds_are_told_apart(demo_build: Callable[[str], Any]) -> None:
    scores = {
        world: rows(
            demo_build(world),
            "select score from alignment_index where segment_by = 'all' and period_grain = 'quarter' "
            "and score is not null order by period_start desc limit 1",
        )[0][0]
        for world in ("misaligned", "aligned")
    }
    assert scores["aligned"] > scores["misaligned"] + 20


def test_dbt_tests_hold_every_rule_and_relation(demo_build: Callable[[str], Any], tmp_path: Path) -> None:
    """dbt's unit tests replace their inputs, but want the relations to exist; its data tests want a build's rows."""
    build = demo_build("misaligned")
    shutil.copyfile(build.warehouse, tmp_path / "warehouse.duckdb")
    tested = settings.make(data=build.data, target=tmp_path, as_of=build.as_of)
    with Progress(quiet=True).step("dbt") as step:
        nodes = dbt.run(tested, step, verb="test").nodes
    assert nodes >= 60


@pytest.fixture
def copy(demo_build: Callable[[str], Any], tmp_path: Path) -> tuple[Any, Path]:
    """A finished build, copied so that it may be disturbed: the build and its copy's folder."""
    build = demo_build("misaligned")
    for name in ("target", "public", "history"):
        shutil.copytree(build.home / name, tmp_path / name, symlinks=True)
    return build, tmp_path


def command(build: Any, home: Path) -> list[str]:
    """The build command for the copy in `home`, as words."""
    words = ["build", "--data", build.data, "--target-dir", home / "target", "--as-of", build.truth["as_of"]]
    return [sys.executable, "-m", "scorecard", *map(str, words)]


def build_again(build: Any, home: Path, run_scorecard: Any, *words: str) -> subprocess.CompletedProcess[str]:
    clock = datetime.fromisoformat(rows(build, "select build_clock from builds")[0][0])
    return run_scorecard(
        *(
            "build",
            "--data",
            build.data,
            "--target-dir",
            home / "target",
            "--as-of",
            build.truth["as_of"],
            *words,
        ),
        environment={"SOURCE_DATE_EPOCH": str(int(clock.timestamp()))},
    )


def test_the_same_build_again_writes_the_same_bytes_and_back_returns(
    copy: tuple[Any, Path], run_scorecard: Any
) -> None:
    build, home = copy
    before = digests(home / "public" / "current")
    ended = build_again(build, home, run_scorecard)
    assert ended.returncode == 0, ended.stderr
    assert len(publish.releases(home / "public")) == 2
    differing = {
        path for path, digest in digests(home / "public" / "current").items() if before.get(path) != digest
    }
    assert differing == set()
    back = run_scorecard("publish", "--back", "--target-dir", home / "target")
    assert back.returncode == 0, back.stderr
    assert publish.current(home / "public") == publish.releases(home / "public")[0]


def test_a_file_size_limit_leaves_the_published_site_and_nothing_half_written(copy: tuple[Any, Path]) -> None:
    build, home = copy
    before = digests(home / "public")
    ended = subprocess.run(
        ["bash", "-c", 'ulimit -f 512; exec "$@"', "-", *command(build, home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("scorecard: ")
    assert "Traceback" not in ended.stderr
    assert digests(home / "public") == before


def ends_within(seconds: float, group: int) -> bool:
    """Whether every process of the group has ended within the time: helpers of dbt's own follow it a moment later."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


# a wait in seconds for each, from the first line a build prints: in load, in dbt, in a later dbt, in the pages
@pytest.mark.parametrize("wait", [0.0, 3.0, 9.0, 15.0])
def test_an_interruption_at_any_step_leaves_the_published_site_and_no_process(
    copy: tuple[Any, Path], wait: float
) -> None:
    build, home = copy
    before = digests(home / "public")
    process = subprocess.Popen(
        command(build, home),
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SCORECARD_SALT": "tests"},
        start_new_session=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    time.sleep(wait)
    process.send_signal(signal.SIGINT)
    told = first + process.communicate(timeout=60)[1]
    if process.returncode != 0:  # a fast machine may have finished
        assert process.returncode == 130, told
        assert told.splitlines()[-1] == "scorecard: Interrupted; what was published before is untouched."
        assert "Traceback" not in told
        assert digests(home / "public") == before
    assert ends_within(10, process.pid), "a child process lives on"
    assert not list((home / "target").glob(".load.*"))
