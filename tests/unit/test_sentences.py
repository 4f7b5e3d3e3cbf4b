"""Each kind of sentence is held to a case; a change is claimed only beyond noise, and unknown is said in words."""

from dataclasses import replace

import pytest

from scorecard import sentences
from scorecard.sentences import Cause, Figure, IndexStory

NB = "\u00a0"

FOLLOW_UP = Cause(
    "Hand-off & follow-up",
    -3.7,
    "54.2 % of handed-over leads were followed up, down from 62.0 %",
    "sales worked fewer of marketing’s leads",
    True,
)
PRICE = Cause(
    "Price integrity",
    -2.1,
    "late deals got 6.4 points more discount, up from 3.0",
    "late discounts grew",
    True,
)
FEEDBACK = Cause(
    "Feedback loop", 1.4, "feedback coverage is 52.0 %, up from 41.0 %", "feedback improved", True
)
GOALS = Cause("Shared goals", 0.6, "goal overlap is 55.0 %", None, False)

FELL = IndexStory(
    state="published",
    period="Q3 2026",
    score=58.2,
    before=61.4,
    before_period="Q2 2026",
    significant=True,
    tier="partly_aligned",
    borderline=False,
    weakest="hand-off & follow-up",
    causes=(FOLLOW_UP, PRICE, FEEDBACK, GOALS),
    weakest_readings=(
        ("Hand-off & follow-up", 36.0, "54.2 % of leads were followed up"),
        ("Price integrity", 55.0, "81.0 % of list was kept"),
    ),
    published_dimensions=6,
    planned_dimensions=7,
    reason=None,
    unlock="Add launches.",
)


def test_the_headline_of_a_fall_names_its_two_worst_causes():
    assert sentences.headline(FELL) == "Sales worked fewer of marketing’s leads, and late discounts grew."


def test_a_fall_without_a_cause_beyond_noise_is_told_in_points():
    quiet = tuple(replace(cause, significant=False) for cause in FELL.causes)
    assert sentences.headline(replace(FELL, causes=quiet)) == f"Alignment fell 3{NB}points to 58."


def test_the_headline_of_an_improvement_names_what_improved():
    story = replace(FELL, score=64.0, before=58.0, causes=(FEEDBACK, FOLLOW_UP))
    assert sentences.headline(story) == "Feedback improved."
    assert sentences.headline(replace(story, causes=())) == f"Alignment improved 6{NB}points to 64."


def test_a_movement_within_noise_is_never_called_a_change():
    story = replace(FELL, significant=False)
    text = sentences.headline(story) + " ".join(sentences.why(story))
    assert sentences.headline(story) == (
        f"Sales and marketing are partly aligned at 58 of{NB}100, unchanged within noise; "
        "hand-off & follow-up holds them back most."
    )
    assert "within noise" in text
    assert not any(word in text for word in (" fell", " rose", "took", "gave back"))


def test_a_movement_over_the_year_is_told_when_the_quarter_is_noise():
    story = replace(
        FELL, significant=False, score=79.0, tier="tightly_aligned", weakest="price integrity",
        year_before=58.0, year_before_period="Q3 2025", year_significant=True,
    )  # fmt: skip
    assert sentences.headline(story) == (
        f"Sales and marketing are tightly aligned at 79 of{NB}100, up 21{NB}points in a year; "
        "price integrity has most to gain."
    )
    assert f"Since Q3 2025 it is up 21{NB}points, beyond noise." in sentences.why(story)


def test_a_provisional_index_says_how_much_it_rests_on_and_what_to_add():
    story = replace(FELL, state="provisional", tier=None, published_dimensions=3)
    assert (
        sentences.headline(story) == f"Provisional: 58 of{NB}100, with 3 of{NB}7 questions answered so far."
    )
    said = " ".join(sentences.why(story))
    assert "no tier is given" in said
    assert said.endswith("To measure more: Add launches.")


def test_a_blocked_index_names_the_check():
    story = replace(FELL, state="blocked", score=None, reason="a data check failed: leads.key_is_unique")
    assert sentences.headline(story) == "The index is withheld: a critical data check failed."
    assert sentences.why(story) == ["A data check failed: leads.key_is_unique."]


def test_nothing_measured_says_what_to_start_with():
    story = replace(FELL, state="nothing", score=None)
    assert sentences.headline(story) == "Nothing can be measured yet."
    assert sentences.why(story)[-1] == "To measure more: Add launches."


def test_a_first_index_stands_without_a_comparison():
    story = replace(FELL, before=None, before_period=None, significant=False)
    assert sentences.headline(story) == f"Sales and marketing are partly aligned at 58 of{NB}100."


def test_the_paragraph_lists_what_took_points_worst_first_then_what_gave_back():
    said = sentences.why(FELL)
    assert said[0] == f"The index fell 3{NB}points, from 61 in Q2 2026 to 58 in Q3 2026."
    assert said[1].startswith(f"Hand-off & follow-up took 3.7{NB}points: 54.2 %")
    assert said[2].startswith(f"Price integrity took 2.1{NB}points:")
    assert said[3] == f"Feedback loop and Shared goals gave back 1.4 and 0.6{NB}points."


def test_after_two_takers_the_others_are_named_with_their_points():
    third = replace(GOALS, points=-0.5)
    said = sentences.why(replace(FELL, causes=(FOLLOW_UP, PRICE, third)))
    assert said[-1] == f"Shared goals took 0.5{NB}points more."
    fourth = replace(FEEDBACK, points=-0.9)
    said = sentences.why(replace(FELL, causes=(FOLLOW_UP, PRICE, third, fourth)))
    assert said[-1] == f"Feedback loop and Shared goals took 0.9 and 0.5{NB}points more."


def test_a_borderline_tier_is_said():
    assert sentences.why(replace(FELL, borderline=True))[-1].startswith("The interval crosses a cut-off")


@pytest.mark.parametrize(
    ("before", "after", "exact", "expected"),
    [
        (Figure(0.62, 0.59, 0.65), Figure(0.54, 0.51, 0.57), False, True),
        (Figure(0.62, 0.59, 0.65), Figure(0.58, 0.55, 0.61), False, False),  # 95 % would claim more than 99 %
        (Figure(0.62, None, None), Figure(0.54, None, None), False, False),
        (Figure(0.5, None, None), Figure(0.6, None, None), True, True),
        (Figure(0.5, None, None), Figure(0.5, None, None), True, False),
        (Figure(None, None, None), Figure(0.5, 0.4, 0.6), False, False),
    ],
)
def test_a_change_needs_the_99_percent_interval_of_the_difference(before, after, exact, expected):
    assert sentences.is_significant(before, after, is_exact=exact) is expected


def test_the_step_printed_is_the_difference_of_the_scores_printed():
    assert sentences.step(61.4, 58.2) == f"3{NB}points"
    assert sentences.step(58.6, 58.4) == f"1{NB}point"
    assert sentences.step(58.1, 58.3) == "by less than a point"


def test_a_metric_that_moved_says_from_where_and_one_that_did_not_says_so():
    before, after = Figure(0.62, 0.59, 0.65), Figure(0.54, 0.51, 0.57)
    moved = sentences.change(before, after, "Q2 2026", unit="share", significant=True, shown="62.0 %")
    assert moved == f"Down 8.0{NB}points from 62.0 % in Q2 2026."
    still = sentences.change(before, after, "Q2 2026", unit="share", significant=False, shown="62.0 %")
    assert still == "Unchanged within noise (62.0 % in Q2 2026)."
    first = sentences.change(
        Figure(None, None, None), after, "Q2 2026", unit="share", significant=False, shown=""
    )
    assert first == "No earlier value to compare with (Q2 2026)."


def test_a_metric_is_told_in_its_own_words_when_it_has_them():
    assert sentences.reads("Win rate", "{value} of deals are won", "27.0 %") == "27.0 % of deals are won"
    assert sentences.reads("Win rate", None, "27.0 %") == "win rate is 27.0 %"
    assert sentences.reads("AUC of the score", None, "0.71") == "AUC of the score is 0.71"
    assert sentences.reads("Index", "the end books {value} times its share", "4.11×").count("×") == 0


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        ("not_measured", "not in the data: leads.lead_score", "Add the score of each lead."),
        ("pending", "20 leads, 30 needed", "by itself"),
        ("insufficient_sample", "12 leads, 30 needed", "enough records"),
        ("blocked", "a data check failed: key", "build again"),
    ],
)
def test_a_missing_number_says_why_and_what_to_add(status, reason, expected):
    said = sentences.missing(status, reason, "Add the score of each lead.")
    assert said.startswith(sentences.STATUS_WORDS[status])
    assert reason in said
    assert expected in said


def test_what_to_add_is_not_said_twice():
    said = sentences.missing("not_measured", "not in the data: x. Add the score.", "Add the score.")
    assert said.count("Add the score") == 1


def test_a_dimension_says_where_it_stands_and_whether_it_moved():
    before, after = Figure(45.0, 43.0, 47.0), Figure(36.0, 34.0, 38.0)
    told = sentences.dimension(
        "Hand-off", 36.0, before, after, "Q2 2026", significant=True, measured=2, planned=3
    )
    assert told == f"Hand-off: 36 of 100, down 9{NB}points since Q2 2026."
    told = sentences.dimension(
        "Hand-off", 36.0, before, after, "Q2 2026", significant=False, measured=2, planned=3
    )
    assert "unchanged within noise" in told
    told = sentences.dimension(
        "Hand-off", None, before, after, None, significant=False, measured=1, planned=3
    )
    assert told == "Hand-off has no score: 1 of its 3 metrics have a value in this period."


def test_a_cost_that_may_be_nothing_says_so():
    assert sentences.cost("Slow response", "€0", "€130,000", "€230,000", is_certain=False) == (
        "Slow response: €130,000, not distinguishable from zero (up to €230,000)."
    )
    assert sentences.cost("Discounts", "€430,000", "€540,000", "€650,000", is_certain=True) == (
        "Discounts: €540,000 (€430,000 to €650,000)."
    )


def test_the_total_cost_carries_its_range_and_share():
    said = sentences.total_cost("€1.80 million", "€1.40 million", "€2.30 million", "Q3 2026", "4.1 %")
    assert said == (
        "Misalignment costs about €1.80 million a quarter (€1.40 million to €2.30 million), 4.1 % of won amount; "
        "measured on Q3 2026."
    )
    assert "told apart from zero" in sentences.total_cost("€0", "€0", "€2,700", "Q3 2026", None, is_zero=True)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((150, 150, 0, 0, []), "150 of 150 data checks pass"),
        ((148, 150, 0, 2, ["hand-off"]), "148 of 150 data checks pass · 2 warn, on hand-off"),
        ((148, 150, 1, 1, []), "148 of 150 data checks pass · 1 critical fails and 1 warns"),
        ((0, 0, 0, 0, []), "no data checks were run"),
    ],
)
def test_the_checks_line_counts_what_passes_and_names_what_the_rest_touches(counts, expected):
    assert sentences.checks_line(*counts) == expected


def test_coverage_is_said_in_words():
    assert sentences.coverage(None) == "none of the planned weight is measured"
    assert sentences.coverage(1.0) == "all of the planned weight is measured"
    assert sentences.coverage(0.391) == f"39.1{NB}% of the planned weight is measured"


@pytest.mark.parametrize(
    ("kind", "rose", "expected"),
    [
        ("moved", True, "rose from 51.0 % to 47.0 %."),
        ("moved", False, "fell from 51.0 % to 47.0 %."),
        ("restated", False, "restated for Q2 2026, from 51.0 % to 47.0 % (deals re-dated)."),
        (
            "redefined",
            False,
            "redefined for Q2 2026, from 51.0 % to 47.0 % (deals re-dated): not a movement.",
        ),
        ("newly measured", False, "is measured for the first time for Q2 2026: 47.0 % (deals re-dated)."),
        ("lost", False, "can no longer be measured for Q2 2026 (deals re-dated); it was 51.0 %."),
    ],
)
def test_each_kind_of_change_has_its_words(kind, rose, expected):
    said = sentences.changed(kind, "51.0 %", "47.0 %", rose=rose, period="Q2 2026", note="deals re-dated.")
    assert said == expected


def test_an_edited_definition_is_told_old_against_new():
    said = sentences.changed("redefined", "", "", rose=False, period=None, note="target 0.8 → 0.85")
    assert said == "redefined: target 0.8 → 0.85."


def test_the_quadrant_tells_each_side_what_to_mend():
    verdicts = {position: sentences.who_is_right(position, None) for position in sentences.POSITIONS}
    assert len(set(verdicts.values())) == 4
    assert "mend how sales follows up" in verdicts["good_leads_ignored"]
    assert "Sales may be right" in verdicts["poor_leads_ignored"]
    assert "selling time is wasted" in verdicts["poor_leads_worked"]
    assert "price" in verdicts["good_leads_worked"]
    assert sentences.who_is_right(None, "12 leads are old enough") == (
        "Nobody can say yet who is right: 12 leads are old enough."
    )


def test_stability_says_how_often_the_tier_stays_and_what_changes_it():
    assert sentences.stability("misaligned", 61, 61, []) == (
        "In 61 of 61 runs with another choice the tier stays misaligned: no choice of ours decides it."
    )
    told = sentences.stability("partly_aligned", 57, 61, ["Hand-off raised", "Looser", "ROMI", "Goals"])
    assert told.endswith("it changes with: hand-off raised, looser and ROMI and 1 more.")
    assert "provisional" in sentences.stability(None, None, 40, [])


def test_ranks_are_given_only_where_they_are_stable_and_their_lack_is_explained():
    few = sentences.ranks("team", finals=2, weakest=None, share=None, tau=None, runs=0, is_stable=False)
    assert few == "Not ranked: ranks need three with a final index, and 2 have one."
    shaky = sentences.ranks("team", finals=4, weakest="North", share=0.5, tau=0.4, runs=40, is_stable=False)
    assert shaky.startswith("Not ranked: North stays in its third in only 50.0\u00a0% of 40 runs")
    firm = sentences.ranks("team", finals=4, weakest="North", share=0.9, tau=None, runs=40, is_stable=True)
    assert firm == (
        "Ranked: every team stays in its third in at least 90.0\u00a0% of 40 runs with another choice."
    )


def test_coherence_names_dimensions_that_go_apart_or_together_with_their_sample():
    def row(second, value, low, high, finding):
        return sentences.Correlated("Pricing", second, value, low, high, 24, finding)

    fine = [row(None, 0.6, 0.3, 0.8, None), row("Feedback", 0.4, 0.1, 0.7, None)]
    assert sentences.coherence("team", fine)[0].startswith("Over 24 team-quarters every dimension moves")
    apart, sure, together = sentences.coherence(
        "team",
        [
            row(None, 0.1, -0.3, 0.5, "apart"),
            row(None, -0.6, -0.8, -0.2, "apart"),
            row("Feedback", 0.95, 0.9, 0.98, "together"),
        ],
    )
    assert "does not rule out" in apart
    assert "24 team-quarters" in apart
    assert "does not rule out" not in sure
    assert together.startswith("Pricing and feedback move almost as one")
