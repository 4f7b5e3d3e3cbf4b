"""What of a company's values may be shown on a terminal or in a file: nothing that tells who somebody is."""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
SHOWN_LETTERS = 60
# words in the name of a field whose values are about a person
PERSONAL = re.compile(
    r"(e-?mail|phone|mobile|fax|first.?name|last.?name|full.?name|salutation|street|birth|linked.?in|twitter|"
    r"contact.?name|owner.?name|created.?by|^name$|_name$|description|subject|comment|note|body|message.?text)",
    re.IGNORECASE,
)
# names that end like a person's and are a thing's
THINGS = re.compile(
    r"(stage|status|role|profile|team|product|campaign|record.?type|forecast|account|company|source|event|type)"
    r".?names?$",
    re.IGNORECASE,
)
EMAIL = re.compile(r"\S+@\S+\.\S+")
PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{7,}\d")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def is_personal(field: str) -> bool:
    """Whether the values of a field of this name may be about a person."""
    return PERSONAL.search(field) is not None and THINGS.search(field) is None


def shown(value: str) -> str:
    """Return a value as it may be printed, on one line: e-mail addresses and phone numbers hidden, long text cut."""
    text = " ".join(value.split())
    if EMAIL.search(text) or (PHONE.search(text) and not DATE.match(text)):
        return HIDDEN
    return text if len(text) <= SHOWN_LETTERS else text[: SHOWN_LETTERS - 1] + "…"
