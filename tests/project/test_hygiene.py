"""Every line of the list of what real exports look like is held by a test, named here beside the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOAD = "tests/unit/load/test_load"
VALUES = "tests/pipeline/test_hygiene_values.py::test_what_can_be_read_is_read_as_what_it_means"
ASIDE = "tests/pipeline/test_hygiene_values.py::test_what_cannot_be_read_is_set_aside_for_its_own_reason"
PRIVATE = "tests/pipeline/test_no_personal_data.py"
MAVEN = "tests/pipeline/test_maven.py"
SALESFORCE = "tests/pipeline/test_salesforce.py"
PLANTED = "tests/pipeline/test_planted_truth.py"

# the first words of a line, in the list's order -> the tests that hold it, a check with its planted fault, or a unit test
# of a model (its name, in the YAML beside the model)
HELD: dict[str, tuple[str, ...]] = {
    # Files
    "UTF-8 with BOM; Latin-1 and UTF-16": (
        f"{LOAD}.py::test_text_in_every_common_shape_is_the_same_table",
        f"{LOAD}.py::test_latin_1_is_said_to_have_been_assumed",
    ),
    "CRLF": (f"{LOAD}.py::test_text_in_every_common_shape_is_the_same_table",),
    "semicolons and tabs": (f"{LOAD}_header.py::test_each_delimiter_is_recognised",),
    "quoted newlines": (f"{LOAD}.py::test_quoted_line_ends_delimiters_and_quotes_stay_in_their_field",),
    "unquoted commas": (
        f"{LOAD}.py::test_unquoted_commas_and_short_lines_are_set_aside_with_line_and_reason",
    ),
    "lines one field short": (
        f"{LOAD}.py::test_unquoted_commas_and_short_lines_are_set_aside_with_line_and_reason",
    ),
    "thousands of blank lines": (
        f"{LOAD}.py::test_rows_of_delimiters_alone_are_set_aside_and_do_not_stop_the_load",
    ),
    "a trailing empty column": (
        f"{LOAD}_header.py::test_a_trailing_column_without_a_name_is_no_matter_but_one_between_is_named",
    ),
    "a header only": (f"{LOAD}.py::test_a_header_alone_is_an_empty_table", "check leads.file_has_rows"),
    "an empty file": (f"{LOAD}_wrong_input.py::test_wrong_files_are_refused_in_one_sentence",),
    "a file cut off in the middle": (
        f"{LOAD}_wrong_input.py::test_a_parquet_file_cut_off_is_refused",
        f"{LOAD}_repair.py::test_a_value_never_closed_is_refused_with_its_line",
    ),
    "gzip": (f"{LOAD}.py::test_gzip_is_unpacked",),
    "the same rows in two overlapping files": (
        f"{LOAD}.py::test_overlapping_files_are_both_kept_whole",
        "tests/pipeline/test_hygiene_values.py::test_the_same_record_twice_counts_once_and_is_accounted_for",
    ),
    "Parquet and JSON lines": (
        f"{LOAD}.py::test_parquet_is_read_as_text_whatever_its_types",
        f"{LOAD}.py::test_json_lines_and_arrays_are_read_with_the_union_of_their_names",
    ),
    # Names
    "The same object lands as": (
        f"{LOAD}_header.py::test_spellings_of_a_column_match",
        f"{LOAD}_header.py::test_two_columns_with_one_meaning_are_refused_naming_both",
    ),
    "Loader columns": (f"{LOAD}_header.py::test_loader_columns_are_counted_and_not_warned_of",),
    "Custom fields": (
        f"{LOAD}_header.py::test_a_field_of_ones_own_is_read_where_it_is_mapped_and_nowhere_else",
    ),
    # Values
    "`$1,117.10K`": (VALUES,),
    "`1.234,56`": (
        VALUES,
        f"{LOAD}_spellings.py::test_a_number_nobody_settles_stops_the_load_with_file_record_and_column",
    ),
    "`15 Apr, 2021 00:03:00` beside": (
        VALUES,
        ASIDE,
        f"{LOAD}_spellings.py::test_a_column_shows_its_order_by_another_value",
    ),
    "`10/20/2016`": (VALUES,),
    "epoch milliseconds": (VALUES,),
    "offsets and no offsets": (VALUES,),
    "booleans as": (VALUES,),
    "placeholders that mean": (VALUES, f"{LOAD}.py::test_placeholders_are_those_staging_knows"),
    "`Google` and `google`": ("check touchpoints.names_are_spelled_one_way",),
    "a product spelled two ways": (
        f"{MAVEN}::test_the_product_spelled_two_ways_is_one_product",
        "check opportunities.product_exists",
    ),
    "micros in one ad platform": (
        "tests/pipeline/test_ads.py::test_spend_by_campaign_is_what_the_reports_add_up_to",
    ),
    "currency symbols tagged": (ASIDE, "check opportunities.currency_is_the_accounts"),
    "zeros that mean": ("check opportunities.won_deals_have_an_amount", VALUES),
    # Keys
    "Duplicates with different content": ("check leads.key_is_unique",),
    "15- and 18-character forms": (f"{SALESFORCE}::test_every_landing_gives_the_same_rows",),
    "merged records": (f"{SALESFORCE}::test_the_rules_of_merges_conversions_and_inferred_events_hold",),
    "soft deletes": (ASIDE,),
    "orphans": ("check opportunities.account_exists", "check touchpoints.campaign_exists"),
    "ids that change when a lead converts": (
        f"{SALESFORCE}::test_what_happened_on_a_contact_belongs_to_the_lead_it_came_from",
    ),
    # Time
    "UTC without saying so": (
        VALUES,
        "check leads.clock_is_not_ahead",
        "check sales_activities.hours_of_day_are_steady",
    ),
    "a date-only field beside a timestamp": (VALUES, "check sales_activities.times_are_not_dates_only"),
    "all `CreatedDate` equal": (
        "check opportunities.created_on_many_days",
        "check leads.created_on_many_days",
        "check opportunities.created_before_closed",
    ),
    "activities before the lead existed": (
        "check sales_activities.first_touch_follows_the_hand_off",
        "check lead_status_events.happened_after_the_lead_was_created",
    ),
    "close dates in the past": ("check opportunities.open_deals_close_in_the_future",),
    "dates in 2099": (ASIDE, "check leads.dates_are_not_in_the_future"),
    "a first quarter that starts": (
        f"{MAVEN}::test_the_first_quarter_is_judged_by_the_days_the_data_holds_and_says_so",
        "unit a_quarter_the_data_enters_in_its_last_month_is_judged_by_the_days_covered",
    ),
    "orders posted on two days": ("unit a_quarter_posted_on_two_days_says_so_beside_its_index",),
    # Meaning
    "Young cohorts": (
        "tests/oracles/test_maturing.py::test_a_young_cohort_goes_on_like_the_year_before",
        "tests/oracles/test_properties.py::test_a_young_lead_changes_nothing_but_what_is_pending",
    ),
    "data with wins and no losses": ("check opportunities.lost_deals_are_recorded",),
    "a win rate that climbs inside": (f"{MAVEN}::test_no_discount_alarm_is_raised_where_prices_do_not_move",),
    "list-price noise symmetric": (
        f"{MAVEN}::test_two_quarters_above_list_are_published_with_an_interval_around_them",
    ),
    "open deals older than any": ("check opportunities.open_deals_are_no_older_than_closed_ones",),
    "leads marked junk and converted": ("check lead_status_events.junk_is_not_converted",),
    "probability 57": ("check opportunity_history.probability_moves_with_the_stage",),
    "quota rows for a rep twice": ("check quotas.one_quota_at_a_time", "check quotas.sellers_have_a_quota"),
    "a marker such as": ("check touchpoints.channels_are_not_markers",),
    "a score that is pure noise": (f"{PLANTED}::test_what_was_planted_is_found",),
    "a response-time effect": (
        f"{PLANTED}::test_contact_that_knows_nothing_matters_at_no_landmark_and_seems_to_without_one",
    ),
    "attributes filled in after": (
        f"{PLANTED}::test_contact_that_knows_nothing_matters_at_no_landmark_and_seems_to_without_one",
        "check leads.is_scored_at_hand_off",
    ),
}


@pytest.mark.requires("shared")
def test_every_line_of_the_list_is_held(shared: Path) -> None:
    text = " ".join((shared / "design" / "data-hygiene.md").read_text(encoding="utf-8").split())
    places = [text.find(words) for words in HELD]
    assert [words for words, place in zip(HELD, places, strict=True) if place < 0] == []
    assert places == sorted(places)
    # between the beginnings of two lines there is no third
    for words, start, end in zip(HELD, places, [*places[1:], text.index("For each:")], strict=True):
        between = re.sub(r"\([^)]*\)|`[^`]*`", "", text[start + len(words) : end])
        assert between.count(";") <= 1, words


@pytest.mark.parametrize("words", HELD)
def test_what_holds_a_line_exists(words: str) -> None:
    for held in HELD[words]:
        kind, _, name = held.partition(" ")
        if kind == "check":
            faults = (PROJECT / "tests/pipeline/test_checks_faults.py").read_text(encoding="utf-8")
            assert re.search(rf'"[^"\n]*{re.escape(name)} (warning|critical)[^"\n]*"', faults), name
        elif kind == "unit":
            assert any(
                f"- name: {name}\n" in path.read_text(encoding="utf-8")
                for path in (PROJECT / "models").rglob("*.yml")
            ), name
        else:
            file, _, test = held.partition("::")
            assert f"def {test}(" in (PROJECT / file).read_text(encoding="utf-8"), held
