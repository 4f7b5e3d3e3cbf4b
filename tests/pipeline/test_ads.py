"""Reports of ad platforms as they are exported: every amount in campaign_spend once, traced to a campaign or kept as untraceable."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests import figures
from tests.figures import Figures

CAMPAIGNS = """campaign_id,campaign_name,channel
C1,Spring Launch 2025,search
120330001,Always on,social
C3,Webinar: pricing & value,social
C4,Twice,search
C5,Twice,search
"""

# a title, the time covered, days in a column, thousands, totals at the end, a placeholder for "no value"
GOOGLE = """Campaign report
"January 1, 2025 - January 2, 2025"
Day,Campaign status,Campaign,Campaign ID,Currency code,Cost,Final URL
2025-01-01,Enabled,Brand - Search,9001,EUR,"1,234.50",https://example.org/?utm_source=google&utm_campaign=spring-launch_2025&x=1
2025-01-02,Enabled,Brand - Search,9001,EUR,100.25,https://example.org/?utm_source=google&utm_campaign=spring-launch_2025&x=1
2025-01-02,Enabled,Brand - Search,9001,EUR,7.00,https://example.org/?utm_source=google&utm_campaign=spring-launch_2025&x=1
2025-01-02,Paused,Display Old,9002,EUR,50.00,
2025-01-02,Paused,Two of a name,9003,EUR,10.00,https://example.org/?utm_campaign=twice
Total: Account,--,--,--,EUR,"1,401.75",
"""

# as its programming interface lands: micros, ids, no names; the first is in the report above, too
GOOGLE_MICROS = """segments_date,campaign_id,metrics_cost_micros,customer_currency_code,_fivetran_synced
2025-01-03,9001,2500000,EUR,2025-01-04
2025-01-03,9002,1234567,EUR,2025-01-04
"""

LINKEDIN = (
    "Campaign Performance Report (in UTC)\n"
    '"Report Start: January 1, 2025, 12:00 AM"\n'
    '"Report End: January 2, 2025, 11:59 PM"\n'
    '"Date Generated: January 3, 2025, 8:00 AM"\n'
    "\n"
    "Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Group Name\tCampaign Name\tCampaign ID\tTotal Spent\tClick URL\n"
    "1/13/2025\tAcme\tUSD\tGroup\tWebinar DACH\t777\t40.00\thttps://example.org/w?utm_campaign=Webinar%3A+pricing+%26+value\n"
    "1/2/2025\tAcme\tUSD\tGroup\tWebinar DACH\t777\t60.00\thttps://example.org/w?utm_campaign=Webinar%3A+pricing+%26+value\n"
    "1/2/2025\tAcme\tUSD\tGroup\tHiring\t778\t15.50\t\n"
)

META = """Campaign name,Campaign ID,Day,Amount spent (EUR),Reporting starts,Reporting ends
,,,130.00,2025-01-01,2025-01-02
Whatever,120330001,2025-01-01,100,2025-01-01,2025-01-02
Lookalikes,120330002,2025-01-02,30,2025-01-01,2025-01-02
"""

MAPPING = """ads:
  campaigns: {"Display Old": C1, "9002": C1}
"""
MAP = "platform,ad_campaign,campaign_id\nmeta,Lookalikes,C3\nlinkedin,Lookalikes,C1\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Campaigns of ours and what four exports of three platforms say was spent on theirs."""
    home = tmp_path_factory.mktemp("ads")
    data = home / "data"
    files = {
        "csv/campaigns.csv": CAMPAIGNS,
        "csv/leads.csv": "lead_id,created_at\nL1,2025-01-15\n",
        "csv/fx_rates.csv": "currency_code,rate_date,rate_to_reporting\nEUR,2025-01-01,2\n",
        "ads/google_ads/report.csv": GOOGLE,
        "ads/google_ads/interface.csv": GOOGLE_MICROS,
        "ads/meta_ads.csv": META,
        "ads/campaign_map.csv": MAP,
        "mapping.yml": MAPPING,
    }
    for name, text in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text, encoding="utf-8")
    (data / "ads/linkedin_ads.csv").write_bytes(LINKEDIN.encode("utf-16"))
    return figures.make_metrics(
        data, home, "2025-02-01", ["campaign_spend", "match_report", "row_accounting"]
    )


def test_spend_by_campaign_is_what_the_reports_add_up_to(made: Figures) -> None:
    rows = made.warehouse(
        "select campaign_id, cast(sum(original_amount) as double) as spent, cast(sum(amount) as double) as in_dollars "
        "from core.campaign_spend group by 1 order by 1 nulls last"
    )
    found: Mapping[str | None, tuple[float, float]] = {
        row["campaign_id"]: (row["spent"], row["in_dollars"]) for row in rows
    }
    assert found == {
        # by UTM from the report, by mapping.yml from the interface, whose rows carry neither name nor address
        "C1": (1234.50 + 107.25 + 50.00 + 1.23, 2 * (1234.50 + 107.25 + 50.00 + 1.23)),
        "120330001": (100.0, 200.0),
        "C3": (130.0, 160.0),
        # 10.00 leads to two campaigns of one name, 2.50 and 15.50 to none
        None: (10.00 + 2.50 + 15.50, 2 * 12.50 + 15.50),
    }


def test_the_untraceable_share_is_known(made: Figures) -> None:
    (row,) = made.warehouse(
        "select cast(sum(amount) filter (where campaign_id is null) / sum(amount) as double) as share "
        "from core.campaign_spend"
    )
    assert row["share"] == pytest.approx(40.50 / (2 * 1392.98 + 200 + 160 + 40.50), rel=1e-9)


def test_what_matched_by_what_is_reported(made: Figures) -> None:
    rows = made.warehouse(
        "select source, matched_by, records from scorecard.match_report where entity = 'ad_campaign'"
    )
    assert {(row["source"], row["matched_by"]): row["records"] for row in rows} == {
        ("google_ads", "UTM"): 1,
        ("google_ads", "mapping"): 2,
        ("google_ads", "not matched"): 2,
        ("linkedin_ads", "UTM"): 1,
        ("linkedin_ads", "not matched"): 1,
        ("meta_ads", "id"): 1,
        ("meta_ads", "mapping"): 1,
    }


def test_totals_are_set_aside_by_name_and_every_row_is_accounted_for(made: Figures) -> None:
    rows = made.warehouse(
        "select file, sum(rows_read) as rows_read, sum(rows_used) as rows_used, max(reason) as reason "
        "from scorecard.row_accounting where source = 'ads' group by file order by file"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("ads/campaign_map.csv", 2, 2, None),
        ("ads/google_ads/interface.csv", 2, 2, None),
        ("ads/google_ads/report.csv", 6, 5, "a total of the report"),
        ("ads/linkedin_ads.csv", 3, 3, None),
        ("ads/meta_ads.csv", 3, 2, "a total of the report"),
    ]


def test_a_day_of_the_report_is_read_as_its_column_shows(made: Figures) -> None:
    rows = made.warehouse(
        "select distinct spent_on from core.campaign_spend where _file = 'ads/linkedin_ads.csv' order by 1"
    )
    assert [str(row["spent_on"]) for row in rows] == ["2025-01-02", "2025-01-13"]
