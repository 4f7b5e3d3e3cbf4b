"""Which field of a company's own may hold what no system has as standard: by its name, and by what is in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scorecard.contract import Column
from scorecard.doctor.profiles import Profile
from scorecard.personal import is_personal

# what companies call such a field; a column that is not listed is compared by its own name
NAMED = {
    "bundle_id": r"bundle|package|kit",
    "channel": r"channel|medium",
    "content_id": r"content|asset",
    "currency_code": r"currency",
    "exclusion_reason": r"exclu|junk|spam|is test",
    "first_response_at": r"first (response|touch|contact|call|reply|activity)",
    "first_won_on": r"first (won|order|purchase)|customer since",
    "fit_grade": r"\bfit\b",
    "function": r"function|department|division",
    "handed_off_at": r"hand(ed)? ?(off|over)|mql|sales ready|to sales|\bsal\b",
    "hired_on": r"hire|joined|start date",
    "lead_class": r"class|lead type|category",
    "lead_score": r"score|points",
    "lead_score_band": r"grade|band|rating|rank|score (class|letter)",
    "left_on": r"\bleft\b|terminat|leaving",
    "list_amount": r"\blist\b|gross|before discount",
    "lost_reason": r"lost|loss|reason",
    "marketing_claimed_source": r"marketing.*source|source.*marketing",
    "message_theme": r"theme|message|story",
    "mql_at": r"mql|marketing qualified",
    "objective": r"objective|purpose",
    "predicted_conversion_probability": r"prob|likelihood|propensity|predict",
    "product_family": r"product (family|line|group)|\bfamily\b",
    "product_id": r"product( id| code)?$",
    "ramp_days": r"ramp",
    "reason": r"reason|disqual|reject|unqualif",
    "region": r"region|territory|geo\b",
    "sales_claimed_source": r"sales.*source|source.*sales|sourced by",
    "sales_quality_rating": r"quality|sales (rating|grade)",
    "score_model_version": r"model",
    "segment": r"segment|company size|tier",
    "site": r"\bsite\b|office|location",
    "source_campaign_id": r"campaign",
    "target_segment": r"target|audience|segment",
    "unit_cost": r"cost",
    "was_quoted": r"quot",
}
NEAR = 0.75


@dataclass(frozen=True)
class Candidate:
    """A field that may fill a column, how like it is (higher is liker), and what speaks for it.

    `is_first` marks the field proposed for the column.
    """

    column: str
    field: str
    position: int
    likeness: float
    evidence: str
    is_first: bool = False


def candidates(
    wanted: Iterable[Column], types: Mapping[str, Column], profiles: Sequence[Profile]
) -> dict[str, list[Candidate]]:
    """Return, for each column that has some, the fields that may fill it, the likeliest first.

    `types` are the canonical columns that say what a column must hold. A field stands first for one column only, where
    there is another.
    """
    found = [
        Candidate(column.name, profile.name, profile.position, likeness, evidence)
        for column in wanted
        for profile in profiles
        if profile.filled and not is_personal(profile.name)
        and (likeness := _likeness(column.name, profile.name)) > 0
        and (evidence := _evidence(types.get(column.name, column), profile))
    ]  # fmt: skip
    first: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda one: (-one.likeness, one.position)):
        if candidate.column not in first and candidate.field not in {one.field for one in first.values()}:
            first[candidate.column] = candidate
    chosen = {name: [replace(best, is_first=True)] for name, best in first.items()}
    return {
        name: chosen.get(name, []) + [one for one in found if one.column == name and one != first.get(name)]
        for name in dict.fromkeys(one.column for one in found)
    }


def _likeness(column: str, field: str) -> float:
    """Return 0 for a name that says nothing, else up to 2."""
    words = plain(field)
    ratio = difflib.SequenceMatcher(None, column.replace("_", " "), words).ratio()
    named = NAMED.get(column)
    if named and re.search(named, words):
        return 1 + ratio
    return ratio if ratio >= NEAR else 0.0


def plain(field: str) -> str:
    """Return a field's name as words: MQL_Date__c and mqlDate are both `mql date`."""
    name = re.sub(r"__c$", "", field)
    name = re.sub(r"^(properties|property)_+", "", name, flags=re.IGNORECASE)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^A-Za-z0-9]+", " ", name).lower().split())


def _evidence(column: Column, profile: Profile) -> str:
    """Return what the field holds when that is what the column needs, else nothing."""
    share = f"{100 * profile.filled / (profile.rows or 1):.0f} % filled"
    low, high = profile.low, profile.high
    if column.name == "predicted_conversion_probability":
        fits = (
            profile.is_mostly(profile.numbers)
            and low is not None
            and high is not None
            and low >= 0
            and high <= 1
        )
        return f"{share}, numbers from {low:g} to {high:g}" if fits else ""
    if column.values == ("A", "B", "C", "D"):
        return f"{share}, letters A to D" if profile.is_mostly(profile.letters) else ""
    if column.type in ("timestamp", "date"):
        return f"{share}, dates" if profile.is_mostly(profile.dates) else ""
    if column.type == "boolean":
        return f"{share}, yes or no" if profile.is_mostly(profile.answers) else ""
    if column.type != "varchar":
        fits = profile.is_mostly(profile.numbers) and not profile.is_mostly(profile.dates)
        if not fits or (column.name == "lead_score" and high is not None and high <= 1):
            return ""
        return f"{share}, numbers from {low:g} to {high:g}" if low is not None else f"{share}, numbers"
    if profile.is_mostly(profile.dates):
        return ""
    return f"{share}, {profile.distinct:,} different values"
