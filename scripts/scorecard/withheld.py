"""Addresses and telephone numbers inside text that people type: the SQL that finds them and withholds them. Pure.

`load` withholds them as it reads, so no relation ever holds one; the check no_personal_data looks for the same
patterns, and for the marks that load leaves. Long digits alone are no number of a telephone: ids, times and amounts
stay as they are.
"""

from __future__ import annotations

EMAIL = "[e-mail withheld]"
PHONE = "[phone withheld]"
MARKS = r"\[(e-mail|phone) withheld\]"
# letters of any script are beyond ASCII; their classes by name take the engine long to make, for every column anew
_LETTERS = r"A-Za-z\x{80}-\x{10FFFF}"
ADDRESS = rf"[{_LETTERS}0-9._%+-]+@[{_LETTERS}0-9-]+(\.[{_LETTERS}0-9-]+)*\.[{_LETTERS}]{{2,}}"
# with a country's code; in groups of three, three and four; with an area's zero. What stands before and after is kept.
NUMBERS = (
    r"(^|[^0-9A-Za-z])\+(?:[0-9][ ().-]{0,2}){8,14}[0-9]()",
    r"(^|[^0-9A-Za-z.-])\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4}($|[^0-9A-Za-z-])",
    r"(^|[^0-9A-Za-z.-])0[0-9]{2,4} [0-9]{3,4} [0-9]{3,4}($|[^0-9A-Za-z-])",
)
SHORTEST_NUMBER = 10
_ANY_NUMBER = "|".join(NUMBERS)


def found(text: str, *, numbers: bool) -> str:
    """Return the SQL condition that a text holds an address, a number (when asked for), or the mark of one withheld."""
    patterns = (ADDRESS, MARKS, _ANY_NUMBER) if numbers else (ADDRESS, MARKS)
    return "(" + " or ".join(f"regexp_matches({text}, '{pattern}')" for pattern in patterns) + ")"


def marked(text: str) -> str:
    """Return the SQL condition that a text holds the mark of something withheld."""
    return f"regexp_matches({text}, '{MARKS}')"


def replaced(text: str, *, numbers: bool) -> str:
    """Return the SQL of a text without the addresses, and numbers when asked for, in it.

    Texts without an @ pay for a search of that letter alone, short ones for no search of numbers.
    """
    spoken = f"regexp_replace({text}, '{ADDRESS}', '{EMAIL}', 'g')"
    told = f"contains({text}, '@')"
    if numbers:
        told += f" or (strlen({text}) >= {SHORTEST_NUMBER} and regexp_matches({text}, '{_ANY_NUMBER}'))"
        # twice, for two numbers may share what stands between them
        for pattern in NUMBERS * 2:
            spoken = f"regexp_replace({spoken}, '{pattern}', '\\1{PHONE}\\2', 'g')"
    return f"case when {told} then {spoken} else {text} end"


def replaced_in_id(text: str, hashed: str) -> str:
    """Return the SQL of an id; of one that is an address a mark and its hash are left, which still tell rows apart."""
    return (
        f"case when contains({text}, '@') and regexp_matches({text}, '{ADDRESS}') "
        f"then '{EMAIL} ' || {hashed} else {text} end"
    )
