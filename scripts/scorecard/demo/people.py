"""Teams, the people in them, and who owned what when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Ints, stream
from scorecard.demo.clock import DAY, Span
from scorecard.demo.tables import Column

TEAMS = (  # key, name, function, region, parent, people at 12,000 leads
    ("T01", "North America Sales", "sales", "North America", None, 16),
    ("T02", "Europe Sales", "sales", "Europe", None, 11),
    ("T03", "Latin America Sales", "sales", "Latin America", None, 7),
    ("T04", "Strategic Accounts", "sales", "North America", "T01", 4),
    ("T05", "Sales Development", "sdr", None, None, 8),
    ("T06", "Demand Generation", "marketing", None, None, 9),
    ("T07", "Product Marketing", "marketing", None, None, 6),
    ("T08", "Field Marketing", "marketing", None, None, 6),
    ("T09", "Customer Success", "customer_success", None, None, 6),
)
SALES_TEAMS = 4
SITES = ("Chicago", "Manchester", "São Paulo", "Austin", "Remote")
RAMP_DAYS = 90


@dataclass(frozen=True)
class People:
    """All users. Selling seats have an occupant, and some a successor from the day the first one leaves."""

    team: Ints  # per user, position in TEAMS
    role: list[str]
    hired: Ints  # day
    left: Ints  # day; tables.NEVER = still here
    manager: Ints  # user position; -1 = none
    seat_user: Ints  # per seat: first occupant
    seat_successor: Ints  # per seat: who follows (the same user where nobody left)
    seat_change: Ints  # per seat: first second of the successor
    seat_team: Ints

    def owner(self, seat: Ints, seconds: Ints) -> Ints:
        """Return the user in each seat at each instant."""
        return np.where(seconds >= self.seat_change[seat], self.seat_successor[seat], self.seat_user[seat])

    def seats(self, region: Ints, is_enterprise: Ints, draw: np.ndarray) -> Ints:
        """Return a selling seat for each deal or lead: its region's team, or T04 for half of the big Americans."""
        team = np.where((region == 0) & (is_enterprise == 1) & (draw < 0.5), 3, region)
        luck = np.where((region == 0) & (is_enterprise == 1), (draw * 2) % 1.0, draw)
        first = np.searchsorted(self.seat_team, np.arange(SALES_TEAMS), side="left")
        size = np.bincount(self.seat_team, minlength=SALES_TEAMS)
        return first[team] + np.minimum((luck * size[team]).astype(np.int64), size[team] - 1)

    def of_function(self, *functions: str) -> Ints:
        """Return the users of some functions who never left."""
        wanted = np.array([TEAMS[team][2] in functions for team in self.team])
        return np.flatnonzero(wanted & (self.left == tables.NEVER))


def draw(seed: int, span: Span, leads: int) -> People:
    """Draw the people. Field teams grow with the square root of the company; T04 stays below five people."""
    rng = stream(seed, "users")
    scale = max(1.0, (leads / 12_000) ** 0.5)
    sizes = [
        people if position == 3 else round(people * scale) for position, (*_, people) in enumerate(TEAMS)
    ]
    team: list[int] = []
    role: list[str] = []
    hired: list[int] = []
    left: list[int] = []
    manager: list[int] = []
    seat_user: list[int] = []
    seat_successor: list[int] = []
    seat_change: list[int] = []
    seat_team: list[int] = []
    first_day, last_day = span.start // DAY, span.end // DAY
    for position, people in enumerate(sizes):
        head = len(team)
        for place in range(people):
            team.append(position)
            role.append(_role(TEAMS[position][2], place))
            hired.append(first_day - int(rng.integers(200, 2200)))
            left.append(tables.NEVER)
            manager.append(head if place else -1)
            if TEAMS[position][2] == "sales":
                seat_user.append(head + place)
                seat_team.append(position)
        for seat in [seat for seat, owner in enumerate(seat_team) if owner == position]:
            leaves = place_leaves(rng, position, seat_user[seat] == head)
            seat_successor.append(seat_user[seat])
            seat_change.append(span.end + 10_000 * DAY)
            if leaves and last_day - first_day > 400:
                day = int(rng.integers(first_day + 200, last_day - 100))
                left[seat_user[seat]] = day
                seat_successor[seat], seat_change[seat] = len(team), day * DAY
                team.append(position)
                role.append("account_executive")
                hired.append(day)
                left.append(tables.NEVER)
                manager.append(head)
    return People(
        team=np.array(team),
        role=role,
        hired=np.array(hired),
        left=np.array(left),
        manager=np.array(manager),
        seat_user=np.array(seat_user),
        seat_successor=np.array(seat_successor),
        seat_change=np.array(seat_change),
        seat_team=np.array(seat_team),
    )


def place_leaves(rng: np.random.Generator, team: int, is_head: bool) -> bool:
    """Say whether this seat changes hands once; heads and the small team stay, so that its size never reaches five."""
    leaves = bool(rng.random() < 0.25)
    return leaves and not is_head and team != 3


def _role(function: str, place: int) -> str:
    if place == 0:
        return "director" if function in ("sales", "marketing") else "manager"
    return {"sales": "account_executive", "sdr": "sales_development", "marketing": "marketing_manager"}.get(
        function, "success_manager"
    )


def team_table() -> dict[str, Column]:
    """Return the `teams` table."""
    return {
        "team_id": tables.words([team[0] for team in TEAMS]),
        "team_name": tables.words([team[1] for team in TEAMS]),
        "function": tables.words([team[2] for team in TEAMS]),
        "region": tables.words([team[3] for team in TEAMS]),
        "parent_team_id": tables.words([team[4] for team in TEAMS]),
    }


def user_table(people: People) -> dict[str, Column]:
    """Return the `users` table."""
    functions = [TEAMS[team][2] for team in people.team]
    return {
        "user_id": tables.key("U", np.arange(people.team.size), 5),
        "team_id": tables.code([team[0] for team in TEAMS], people.team),
        "function": tables.words(functions),
        "role": tables.words(people.role),
        "manager_user_id": tables.key("U", people.manager, 5),
        "site": tables.code(
            SITES, np.where(people.team < 3, people.team, (people.team * 7 + np.arange(people.team.size)) % 5)
        ),
        "hired_on": tables.day(people.hired),
        "left_on": tables.day(people.left),
        "ramp_days": tables.count(
            np.array([RAMP_DAYS if function == "sales" else -1 for function in functions])
        ),
    }
