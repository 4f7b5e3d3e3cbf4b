"""Projects and data for the doctor: the demo's tables, and exports of two systems under contracts of a few lines."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scorecard import doctor, settings
from scorecard.progress import Progress, Step

PROJECT = Path(__file__).parents[3]
CLOCK = {"SOURCE_DATE_EPOCH": "1790770000"}  # 2026-09-30
SALESFORCE = """
version: 2
sources:
  - name: salesforce
    schema: raw_salesforce
    tables:
      - name: lead
        config: {meta: {key: [id], aliases: [leads], event_time: [created_date], staged: [{model: stg_salesforce__lead, table: leads}]}}
        columns:
          - {name: id, data_type: varchar}
          - {name: email, data_type: varchar, config: {meta: {person: true}}}
          - {name: created_date, data_type: varchar}
          - {name: lead_source, data_type: varchar}
          - {name: status, data_type: varchar, config: {meta: {meaning: lead_status}}}
          - {name: handed_off_at, data_type: varchar, config: {meta: {slot: true}}}
          - {name: lead_score, data_type: varchar, config: {meta: {slot: true}}}
          - {name: lead_score_band, data_type: varchar, config: {meta: {slot: true}}}
          - {name: predicted_conversion_probability, data_type: varchar, config: {meta: {slot: true}}}
          - {name: reason, data_type: varchar, config: {meta: {slot: true}}}
      - name: lead_history
        config: {meta: {key: [lead_id], staged: [{model: stg_salesforce__lead_history, table: lead_status_events}]}}
        columns:
          - {name: lead_id, data_type: varchar}
          - {name: new_value, data_type: varchar, config: {meta: {person: true}}}
      - name: user_role
        config: {meta: {key: [id], staged: [{model: stg_salesforce__user_role, table: teams}]}}
        columns:
          - {name: id, data_type: varchar}
          - {name: name, data_type: varchar, config: {meta: {meaning: function}}}
"""
HUBSPOT = """
version: 2
sources:
  - name: hubspot
    schema: raw_hubspot
    tables:
      - name: contact
        config: {meta: {key: [contact_id], aliases: [contacts], event_time: [created_at], staged: [{model: stg_hubspot__contact, table: leads}]}}
        columns:
          - {name: contact_id, data_type: varchar, config: {meta: {aliases: [Record ID]}}}
          - {name: email, data_type: varchar, config: {meta: {person: true}}}
          - {name: created_at, data_type: varchar, config: {meta: {aliases: [Create Date]}}}
          - {name: hs_lead_status, data_type: varchar, config: {meta: {meaning: lead_status, aliases: [Lead Status]}}}
          - {name: handed_off_at, data_type: varchar, config: {meta: {slot: true}}}
"""
MODELS = {
    "salesforce/stg_salesforce__lead.sql": """
with landed as (
    select
        lead.*,
        coalesce(status_meanings.meaning, lead.status) as known_status
    from {{ source('salesforce', 'lead') }} as lead
)
{{ stage_from('leads', 'landed', {
    'lead_id': salesforce_id('id'),
    'person_key': 'email',
    'created_at': 'created_date',
    'lead_source': 'lead_source',
    'status': 'known_status',
    'handed_off_at': 'handed_off_at',
    'lead_score': 'lead_score',
    'lead_score_band': 'lead_score_band',
    'predicted_conversion_probability': 'predicted_conversion_probability',
}) }}
""",
    "salesforce/stg_salesforce__lead_history.sql": """
with landed as (select * from {{ source('salesforce', 'lead_history') }})
{{ stage_from('lead_status_events', 'landed', {
    'lead_id': 'lead_id',
    'to_status': 'new_value',
    'reason_code': 'new_value',
}) }}
""",
    "salesforce/stg_salesforce__user_role.sql": """
with landed as (select * from {{ source('salesforce', 'user_role') }})
{{ stage_from('teams', 'landed', {
    'team_id': 'id',
    'team_name': 'name',
}) }}
""",
    "salesforce/_salesforce__meanings.csv": "subject,value,meaning\nlead_status,open - not contacted,new\nfunction,marketing,marketing\n",
    "salesforce/_salesforce__sources.yml": SALESFORCE,
    "hubspot/_hubspot__sources.yml": HUBSPOT,
    "hubspot/stg_hubspot__contact.sql": """
with landed as (select * from {{ source('hubspot', 'contact') }})
{{ stage_from('leads', 'landed', {
    'lead_id': 'contact_id',
    'created_at': 'created_at',
    'status': 'hs_lead_status',
    'handed_off_at': 'handed_off_at',
}) }}
""",
}


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with our metrics and canonical tables, and two systems of a few columns."""
    root = tmp_path_factory.mktemp("project")
    for name in ("dbt_project.yml", "seeds", "macros"):
        (root / name).symlink_to(PROJECT / name)
    staging = root / "models" / "staging"
    staging.mkdir(parents=True)
    (root / "models" / "metrics").symlink_to(PROJECT / "models" / "metrics")
    (staging / "csv").symlink_to(PROJECT / "models" / "staging" / "csv")
    for name, content in MODELS.items():
        path = staging / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def put(data: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    for name, records in tables.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)
    return data


@pytest.fixture(scope="session")
def examined(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., doctor.Examination]:
    """Examine a data folder."""

    def run(data: Path) -> doctor.Examination:
        target = tmp_path_factory.mktemp("examined") / "target"
        chosen = settings.make(project=project, data=data, target=target, environment=CLOCK)
        found = doctor.examine(chosen, Step("doctor", StringIO(), live=False))
        assert not target.exists(), "the doctor leaves nothing behind"
        return found

    return run


@pytest.fixture
def quiet() -> Progress:
    return Progress(stream=StringIO())
