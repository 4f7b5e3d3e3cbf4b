"""The doctor says what the data are enough for and what is missing, and proposes a mapping that can be used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scorecard import contract, demo, doctor, mapping, settings
from scorecard.doctor import advice, lineage, needs, proposal, report
from scorecard.errors import Mistakes, UsageError
from tests.unit.doctor.conftest import CLOCK, PROJECT, put

STATUSES = ("Open - Not Contacted", "Working - Contacted", "Prüfung läuft")
REASONS = ("Next year", "Too small", "call ann@example.com")


def leads(**changes: object) -> list[dict[str, object]]:
    return [
        {
            "Id": f"00Q{number:012}",
            "Email": f"person{number}@example.com",
            "LastName": f"Person{number}",
            "CreatedDate": f"2026-03-{1 + number % 28:02}T08:00:00Z",
            "LeadSource": ("Trade Show", "trade show", "Webinar", "Webinar", "Webinr")[number % 5],
            "Status": STATUSES[number % 3],
            "MQL_Date__c": f"{1 + number % 28:02}.03.2026" if number % 5 else "",
            "Behaviour_Score__c": number % 101,
            "Grade__c": "ABCD"[number % 4],
            "Propensity__c": round(number % 11 / 10, 1),
            "Rejection_Reason__c": REASONS[number % 3] if number % 2 else "",
            "Phone": f"+49 170 555 {number:04}",
            **changes,
        }
        for number in range(120)
    ]


@pytest.fixture(scope="session")
def salesforce(examined, tmp_path_factory):
    data = put(
        tmp_path_factory.mktemp("salesforce"),
        {
            "salesforce/Lead.csv": leads(),
            "salesforce/UserRole.csv": [
                {"Id": "00E1", "Name": "Account Executives"},
                {"Id": "00E2", "Name": "Marketing"},
            ],
        },
    )
    return examined(data)


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    demo.generate(folder, leads=300, months=24)
    return folder


def told(found: doctor.Examination) -> list[str]:
    return list(report.lines(found, str, str))


def test_a_whole_company_lacks_nothing(examined, company):
    found = examined(company)
    assert all(metric.is_measured(found.filled) for metric in found.metrics)
    assert sum(metric.index_share for metric in found.metrics) == pytest.approx(1)
    assert found.additions == ()
    assert "  Nothing is missing. Run `scorecard build`." in told(found)
    assert proposal.text(found).count("\n") == 2, "nothing is proposed where nothing is to be said"


def test_what_is_taken_away_costs_the_metrics_that_need_it_and_comes_back_as_the_next_step(
    examined, company, tmp_path
):
    data = shutil.copytree(company, tmp_path / "data")
    for table in ("goals", "survey_responses"):
        (data / f"{table}.csv").unlink()
    found = examined(data)
    lost = {metric.id for metric in found.metrics if not metric.is_measured(found.filled)}
    assert lost == {
        metric.id
        for metric in found.metrics
        if any(
            all(column.split(".")[0] in ("goals", "survey_responses") for column in columns)
            for requirement in metric.needs
            for columns in requirement[:1]
        )
    }
    assert [one.tables for one in found.additions] == [("goals",), ("survey_responses",)]
    assert found.additions[0].index_share > found.additions[1].index_share > 0
    words = " ".join(" ".join(told(found)).split())
    assert "Add goals: that unlocks" in words
    assert "`scorecard template goals` writes a file to fill in." in words


def test_the_report_fits_a_terminal_of_100_columns(salesforce):
    assert max(len(line) for line in told(salesforce)) <= 100


def test_a_field_is_proposed_for_what_no_system_has_as_standard_by_its_name_and_content(salesforce):
    first = {
        column: several[0].field for column, several in salesforce.candidates["salesforce", "lead"].items()
    }
    assert first == {
        "handed_off_at": "MQL_Date__c",
        "lead_score": "Behaviour_Score__c",
        "lead_score_band": "Grade__c",
        "predicted_conversion_probability": "Propensity__c",
        "reason": "Rejection_Reason__c",
    }


def test_the_proposal_holds_what_was_found_with_counts_and_can_be_used_as_it_is(
    salesforce, examined, tmp_path
):
    text = proposal.text(salesforce)
    for line in (
        "      handed_off_at: MQL_Date__c  # 80 % filled, dates",
        "      lead_score: Behaviour_Score__c  # 100 % filled, numbers from 0 to 100",
        '    # 40 x "Open - Not Contacted" is new',
        '    # 40 x "Working - Contacted"',
        '    # 20 x "Next year"',
        '    # 1 x "Account Executives"',
        "    Trade Show: [trade show]  # in 24 of the records",
        "    # a slip, or two things? Webinar: [Webinr]",
        "  date_order: dmy  # a day above 12 stands first (MQL_Date__c)",
    ):
        assert line in text.splitlines(), f"{line!r} is not in\n{text}"
    data = shutil.copytree(salesforce.settings.data, tmp_path / "data")
    (data / "mapping.yml").write_text(text, encoding="utf-8")
    again = examined(data)
    assert again.chosen.mistakes == ()
    assert {"leads.handed_off_at", "leads.lead_score"} <= again.filled - salesforce.filled
    assert again.candidates == {}
    assert "fields:" not in proposal.text(again)


def test_no_person_is_printed(salesforce):
    everything = "\n".join([*told(salesforce), proposal.text(salesforce)])
    assert not re.search(r"person\d|ann@|555|@example", everything, re.IGNORECASE)
    assert "x one of 1 others, not shown" in everything


def test_what_another_object_of_the_system_could_fill_is_to_be_exported(salesforce):
    addition = needs.Addition((), ("lead_status_events.reason_code",), ())
    assert advice.how(salesforce, addition) == "Export lead_history from Salesforce into salesforce/."


def test_a_field_that_was_found_is_to_be_named(salesforce):
    assert advice.how(salesforce, needs.Addition((), ("leads.lead_score_band",), ())) == (
        "Say in mapping.yml that Grade__c of lead is lead_score_band."
    )


def test_a_hubspot_export_is_examined_by_the_names_it_comes_with(examined, tmp_path):
    found = examined(
        put(
            tmp_path,
            {
                "hubspot/contacts.csv": [
                    {
                        "Record ID": number,
                        "Email": f"p{number}@example.com",
                        "Create Date": "2026-03-01 10:00",
                        "Lead Status": ("Attempted to Contact", "Bad Timing")[number % 2],
                        "Handed over to sales": "2026-03-02 10:00",
                    }
                    for number in range(20)
                ]
            },
        )
    )
    text = proposal.text(found)
    assert "      handed_off_at: Handed over to sales  # 100 % filled, dates" in text
    assert '    # 10 x "Bad Timing"' in text


def test_names_spelled_in_several_ways_are_unified_to_what_the_products_are_called(examined, tmp_path):
    deal = {"created_at": "2026-01-02", "close_date": "2026-03-01", "stage": "Gewonnen", "amount": 5}
    found = examined(
        put(
            tmp_path,
            {
                "csv/opportunities.csv": [
                    {"opportunity_id": f"D{number}", "product_id": "GTXPro", **deal} for number in range(9)
                ],
                "csv/products.csv": [{"product_id": "GTX Pro", "product_name": "GTX Pro", "list_price": 9}],
            },
        )
    )
    text = proposal.text(found)
    assert "    GTX Pro: [GTXPro]  # in 9 of the records" in text
    assert '    # 9 x "Gewonnen"' in text, "nothing else says which deals are won"
    assert advice.how(found, needs.Addition((), ("opportunities.is_won",), ())) == (
        "Say in mapping.yml which stages are won and lost, under stage."
    )
    assert "opportunities.is_won" not in found.filled
    (tmp_path / "mapping.yml").write_text("csv: {stage: {won: Gewonnen}}\n")
    assert "opportunities.is_won" in examined(tmp_path).filled


def run(data: Path, target: Path, quiet, **options: bool) -> None:
    chosen = settings.make(project=PROJECT, data=data, target=target, environment=CLOCK)
    doctor.run(chosen, quiet, **{"write": False, "only_mapping": False, **options})


def test_an_empty_folder_is_told_what_to_put_there(tmp_path, quiet):
    (tmp_path / "data").mkdir()
    with pytest.raises(UsageError, match=r"Neither leads nor opportunities .* put leads\.csv"):
        run(tmp_path / "data", tmp_path / "target", quiet)


def test_files_that_are_not_known_are_named_where_no_build_is_possible(tmp_path, quiet):
    put(tmp_path / "data", {"csv/sf_leads.csv": [{"id": 1}], "csv/goalz.csv": [{"id": 1}]})
    with pytest.raises(
        UsageError, match=r"goalz is not a table .* did you mean goals.*sf_leads is not a table"
    ):
        run(tmp_path / "data", tmp_path / "target", quiet)


def test_a_file_a_build_would_stop_at_stops_the_doctor_as_something_to_mend(tmp_path, quiet):
    data = put(tmp_path / "data", {"csv/leads.csv": [{"lead_id": "L1", "created_at": "2026-01-02"}]})
    (data / "csv" / "goals.csv").write_text("goal_id,weight\n" + "1,2,3\n" * 9)
    with pytest.raises(UsageError, match=r"csv/goals\.csv.*A build would stop there too\."):
        run(data, tmp_path / "target", quiet)


def test_every_file_without_its_key_is_named_at_once(tmp_path, quiet):
    lead, account = {"lead": 1, "created_at": "2026-01-02"}, {"account": "A", "segment": 1}
    data = put(tmp_path / "data", {"csv/leads.csv": [lead], "csv/accounts.csv": [account]})
    with pytest.raises(Mistakes) as failure:
        run(data, tmp_path / "target", quiet)
    assert failure.value.sentences == (
        "csv/accounts.csv has no column account_id: rename account, if that is it, or name it in mapping.yml.",
        "csv/leads.csv has no column lead_id: rename lead, if that is it, or name it in mapping.yml.",
    )


def test_mistakes_in_the_mapping_are_told_before_anything_else(tmp_path, quiet):
    put(tmp_path / "data", {"csv/nothing.csv": [{"id": 1}]})
    (tmp_path / "data" / "mapping.yml").write_text("salesfroce: {}\nformats: {date_order: x}\n")
    with pytest.raises(Mistakes) as failure:
        run(tmp_path / "data", tmp_path / "target", quiet)
    assert [mapping_line[:20] for mapping_line in failure.value.sentences] == [
        "mapping.yml, line 1:",
        "mapping.yml, line 2:",
    ]


def test_a_mapping_that_is_there_is_never_written_over(tmp_path, quiet, capsys):
    data = put(
        tmp_path / "data",
        {"csv/leads.csv": [{"lead_id": "L1", "mql_when": "2026-01-02", "created_at": "2026-01-01"}]},
    )
    run(data, tmp_path / "target", quiet, write=True)
    proposed = (data / "mapping.yml").read_text()
    assert "mql_at: mql_when" in proposed
    mine = "csv: {fields: {leads: {handed_off_at: mql_when}}}\n"
    (data / "mapping.yml").write_text(mine)
    run(data, tmp_path / "target", quiet, write=True, only_mapping=True)
    assert (data / "mapping.yml").read_text() == mine
    assert "mql_when" not in (data / "mapping.proposed.yml").read_text()
    capsys.readouterr()
    run(data, tmp_path / "target", quiet)
    assert "What that is enough for" in capsys.readouterr().out


def test_what_unlocks_most_for_the_least_comes_first_and_what_is_there_is_not_asked_for():
    def figure(name: str, share: float, *requirements: str) -> needs.Figure:
        return needs.Figure(name, name, "goals", share, needs._requirements(requirements, ()), "")

    metrics = [
        figure("one", 0.3, "a.x", "b.y"),
        figure("two", 0.2, "a.x | c.z & c.w"),
        figure("three", 0.4, "d.v"),
        figure("four", 0.1, "e.u"),
    ]
    found = needs.additions(
        metrics, frozenset({"d.v", "b.q"}), {"a": ("x",), "b": ("y", "q"), "e": ("u",)}, ("a", "e")
    )
    assert [(one.tables, one.columns, [metric.id for metric in one.unlocks]) for one in found] == [
        (("a",), ("b.y",), ["one", "two"]),
        (("e",), (), ["four"]),
    ]


def test_what_fills_a_canonical_column_is_read_off_the_names_in_its_staging_model(project):
    lead = contract.tables(project, "salesforce")["lead"]
    lines = {line.column: line.raw for line in lineage.of(project, lead)}
    assert lines["status"] == ("status",), "through the name an expression was given"
    assert lines["lead_id"] == ("id",), "through a macro"
    assert lines["handed_off_at"] == ("handed_off_at",)
    assert {line.table for line in lineage.of(project, contract.tables(project)["goals"])} == {"goals"}


def test_every_standard_need_is_a_column_of_the_contract():
    tables = contract.tables(PROJECT)
    variables = settings.with_preset(settings.project_vars(PROJECT))
    _, metrics = needs.read(PROJECT, variables)
    assert len(metrics) > 40
    for metric in metrics:
        assert "{" not in metric.label
        for figure in (metric, *metric.companions):
            for requirement in figure.needs:
                for column in frozenset().union(*requirement):
                    table, _, name = column.partition(".")
                    assert name in tables[table].column_names, f"{figure.id} needs {column}"


def test_a_proposal_is_read_as_it_was_meant_whatever_the_names(tmp_path):
    for name in ("Name: odd", "yes", "#1", "Größe", 'say "x"', "007", "- a"):
        (tmp_path / "mapping.yml").write_text(
            f"csv: {{fields: {{leads: {{segment: {proposal.word(name)}}}}}}}\n"
        )
        chosen = mapping.read(tmp_path, PROJECT, {"csv": contract.tables(PROJECT)})
        assert [field.field for field in chosen.fields] == [name]
