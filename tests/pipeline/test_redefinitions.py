"""Two builds one after the other: a number that means something else is told from one that was corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scorecard import history
from tests import figures
from tests.oracles.lead_tables import handed_off, moment, touched

HANDED_OFF = datetime(2026, 1, 5, 9, tzinfo=UTC)
CREATED = datetime(2025, 4, 2, 9, tzinfo=UTC)


def leads() -> dict[str, list[dict[str, Any]]]:
    """Forty leads: ten touched within a day, ten after ten days, twenty never."""
    made = [handed_off(str(number), "north", HANDED_OFF + timedelta(hours=number)) for number in range(40)]
    waits = [timedelta(hours=2)] * 10 + [timedelta(days=10)] * 10
    return {
        "leads": made,
        "sales_activities": [
            touched(lead, HANDED_OFF + timedelta(hours=number) + wait)
            for number, (lead, wait) in enumerate(zip(made, waits, strict=False))
        ],
    }


def deals(won: int) -> dict[str, list[dict[str, Any]]]:
    """Forty new opportunities of one quarter, so many of them won."""
    return {
        "opportunities": [
            {
                "opportunity_id": f"O{number}",
                "opportunity_type": "new",
                "created_at": moment(CREATED),
                "closed_at": moment(CREATED + timedelta(days=60)),
                "is_closed": "true",
                "is_won": "true" if number < won else "false",
                "amount": 1000,
                "currency_code": "USD",
            }
            for number in range(40)
        ]
    }


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> figures.Figures:
    """The later of two builds: a shorter horizon of follow-up, what a call is said anew, one deal won after all."""
    home = tmp_path_factory.mktemp("redefined")
    figures.write({**leads(), **deals(won=20)}, home / "first" / "csv")
    first = figures.make(home / "first", home, "2026-05-01", ["segments=[]"])
    history.keep(first.settings)
    figures.write({**leads(), **deals(won=21)}, home / "second" / "csv")
    (home / "second" / "mapping.yml").write_text("csv: {activity_type: {call: [phone]}}\n", encoding="utf-8")
    return figures.make(home / "second", home, "2026-05-02", ["segments=[]", "follow_up_horizon_days=7"])


def changes(second: figures.Figures, metric: str) -> list[dict[str, Any]]:
    return second.query(
        "select kind, period_start, before, after, note from changes "
        "where metric = ? and kind <> 'moved' and segment_by = 'all' order by period_start nulls first, note",
        [metric],
    )


def test_an_edited_horizon_is_logged_old_against_new_and_its_figures_are_redefined(
    second: figures.Figures,
) -> None:
    edit, mapped, figure = changes(second, "lead_follow_up_rate")
    assert (edit["kind"], edit["period_start"]) == ("redefined", None)
    assert (edit["before"], edit["after"], edit["note"]) == (14, 7, "follow_up_horizon_days 14 → 7")
    assert mapped["note"] == "mapping.yml: what values of csv activity_type mean"
    assert (figure["kind"], figure["period_start"]) == ("redefined", date(2026, 1, 1))
    assert (figure["before"], figure["after"]) == (0.5, 0.25)


def test_a_mapping_of_what_a_metric_does_not_read_is_no_edit_of_it(second: figures.Figures) -> None:
    said = {
        row["metric"]: row["content"]
        for row in second.query(
            "select metric, content from definitions where part = 'foundation mapping.yml'"
        )
    }
    assert said["win_rate"] == "{}"
    assert said["lead_follow_up_rate"].startswith('{"csv activity_type": "values ')


def test_a_corrected_deal_under_the_same_definition_is_restated(second: figures.Figures) -> None:
    (figure,) = changes(second, "win_rate")
    assert (figure["kind"], figure["period_start"]) == ("restated", date(2025, 4, 1))
    assert (figure["before"], figure["after"]) == (0.5, 0.525)


def test_no_movement_is_claimed_of_a_figure_whose_definition_was_edited(second: figures.Figures) -> None:
    moved = second.query("select * from changes where kind = 'moved' and metric = 'lead_follow_up_rate'")
    assert moved == []


def test_a_definition_keeps_its_version_and_its_day_until_it_is_edited(second: figures.Figures) -> None:
    found = {
        row["metric"]: row["since"].date()
        for row in second.query("select distinct metric, since from definitions")
    }
    assert found["win_rate"] == date(2026, 5, 1)
    assert found["lead_follow_up_rate"] == date(2026, 5, 2)
