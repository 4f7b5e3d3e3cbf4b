"""How numbers, amounts, dates and raw text are written."""

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import UsageError
from scorecard.pages import formats, styles

NB = "\u00a0"
DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.5421, "share", f"54.2{NB}%"),
        (0.0, "share", f"0.0{NB}%"),
        (19.84, "hours", f"19.8{NB}hours"),
        (1.0, "hours", f"1.0{NB}hour"),
        (120.4, "days", f"120{NB}days"),
        (0.064, "fraction_points", f"6.4{NB}points"),
        (72.25, "points", f"72.2{NB}points"),
        (0.372, "kappa", "0.37"),
        (-0.2, "kappa", "−0.20"),
        (0.714, "auc", "0.71"),
        (1.618, "index", "1.62×"),
        (3.09, "ratio", "3.09×"),
        (1.0, "flag", "yes"),
        (-0.0001, "share", f"0.0{NB}%"),
    ],
)
def test_a_value_wears_its_unit(value, unit, expected):
    assert formats.value(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "currency", "symbol", "expected"),
    [
        (1_817_204, "USD", None, "$1.82 million"),
        (820_400, "EUR", None, "€820,000"),
        (633, "EUR", None, "€633"),
        (1.2e9, "NOK", None, f"NOK{NB}1.20 billion"),
        (-44_120, "GBP", None, "−£44,100"),
        (0, "USD", None, "$0"),
        (999_600, "USD", None, "$1.00 million"),
        (1200, "XYZ", "¤", "¤1,200"),
    ],
)
def test_money_has_its_symbol_and_separators_and_no_false_precision(value, currency, symbol, expected):
    assert formats.money(value, currency, symbol) == expected


def test_money_in_full_is_exact():
    assert formats.money_full(1_817_204.4, "USD") == "$1,817,204"


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        (0.51, 0.573, "share", f"51.0–57.3{NB}%"),
        (-0.1, 0.3, "kappa", "−0.10 to 0.30"),
        (4.0, None, "hours", f"4.0{NB}hours or more"),
        (None, 9.0, "days", f"9.0{NB}days or less"),
        (None, None, "share", ""),
        (1000, 2000, "currency", "$1,000–$2,000"),
    ],
)
def test_an_interval_carries_its_unit_once_and_says_open_ends(low, high, unit, expected):
    assert formats.interval(low, high, unit) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.9, "share", f"90{NB}%"),
        (0.125, "share", f"12.5{NB}%"),
        (8, "index", "8×"),
        (0.65, "auc", "0.65"),
        (0.4, "kappa", "0.4"),
        (24, "hours", f"24{NB}hours"),
    ],
)
def test_ticks_drop_needless_zeros(value, unit, expected):
    assert formats.tick(value, unit) == expected


def test_unknown_is_never_known():
    assert not any(formats.known(value) for value in (None, math.nan, math.inf, -math.inf))
    assert formats.known(0.0)


@pytest.mark.parametrize(
    ("number", "plural", "expected"),
    [
        (1, "leads handed off", f"1{NB}lead handed off"),
        (2, "leads handed off", f"2{NB}leads handed off"),
        (1, "new opportunities opened", f"1{NB}new opportunity opened"),
        (12_040, "won deals", f"12,040{NB}won deals"),
    ],
)
def test_counts_agree_with_their_noun(number, plural, expected):
    assert formats.counted(number, plural) == expected


def test_dates_are_spelled_out_in_prose_and_iso_in_tables():
    assert formats.day(date(2026, 9, 30)) == f"30{NB}September{NB}2026"
    assert formats.iso_day(date(2026, 9, 30)) == "2026-09-30"
    assert formats.moment(datetime(2026, 10, 1, 6, tzinfo=UTC)) == f"1{NB}October{NB}2026, 06:00{NB}UTC"


def test_words_join_as_a_sentence_does():
    assert formats.join_words([]) == ""
    assert formats.join_words(["a", "b", "c"]) == "a, b and c"


@given(st.text())
def test_cleaned_text_holds_nothing_that_turns_the_text_around_it(text):
    kept = formats.clean(text)
    assert not set(kept) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00\x02\x03\x1b"
    )
    assert len(formats.shorten(text, 40)) <= 40


@pytest.mark.parametrize(
    ("locale", "number", "amount", "small", "date", "month"),
    [
        ("en_US", "1,234.5", "$1.82 million", "−$44,100", "30 September 2026", "Sep"),
        ("en_GB", "1,234.5", "US$1.82 million", "−US$44,100", "30 September 2026", "Sept"),
        ("de_DE", "1.234,5", "1,82 million $", "−44.100 $", "30. September 2026", "Sept."),
        ("de-CH", "1’234.5", "$ 1.82 million", "−$ 44’100", "30. September 2026", "Sept."),
        ("fr_FR", "1 234,5", "1,82 million $US", "−44 100 $US", "30 septembre 2026", "sept."),
        ("en_IN", "1,234.5", "$1.82 million", "−$44,100", "30 September 2026", "Sept"),
        ("ja_JP", "1,234.5", "$1.82 million", "−$44,100", "2026年9月30日", "9月"),
        ("es_MX", "1,234.5", "USD 1.82 million", "−USD 44,100", "30 de septiembre de 2026", "sep"),
    ],
)
def test_numbers_money_and_dates_follow_the_language(locale, number, amount, small, date, month):
    with styles.using(styles.of({"locale": locale})):
        written = (
            formats.plain(1234.5, 1),
            formats.money(1_817_204, "USD"),
            formats.money(-44_120, "USD"),
            formats.day(DAY),
            styles.current().month(DAY),
        )
    assert tuple(text.replace(NB, " ").replace("\u202f", " ") for text in written) == (
        number,
        amount,
        small,
        date,
        month,
    )


def test_indian_groups_are_of_two_digits_but_the_last():
    with styles.using(styles.of({"locale": "en_IN"})):
        assert formats.money_full(123_456_789, "INR") == "₹12,34,56,789"


def test_without_a_language_everything_is_written_as_ever():
    assert styles.of({}) == styles.of({"locale": "en_US"}) == styles.Style() == styles.current()


def test_a_tick_drops_needless_zeros_after_the_decimal_mark_of_the_language_only():
    with styles.using(styles.of({"locale": "de_DE"})):
        assert formats.tick(0.9, "share") == f"90{NB}%"
        assert formats.tick(0.125, "share") == f"12,5{NB}%"
        assert formats.tick(1200, "currency", "EUR") == f"1.200{NB}€"
        assert formats.tick(2000, "days") == f"2.000{NB}days"
        assert formats.value(1.0, "hours") == f"1,0{NB}hour"


def test_place_of_the_symbol_and_pattern_of_dates_can_be_chosen():
    chosen = {"locale": "de_DE", "currency_position": "before", "date_format": "MMMM d, y"}
    with styles.using(styles.of(chosen)):
        assert formats.money_full(1200, "EUR") == "€1.200"
        assert formats.money_full(-1200, "SEK", "kr") == f"−kr{NB}1.200"
        assert formats.day(DAY).replace(NB, " ") == "September 30, 2026"
    with styles.using(styles.of({"currency_position": "after"})):
        assert formats.money(-1200, "USD") == f"−1,200{NB}$"


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"locale": "klingon"}, "locale is 'klingon', a language that is not known; write it as en_US"),
        ({"locale": "de_DE_x_y_z!"}, "locale is"),
        ({"currency_position": "left"}, "currency_position is 'left'; it is before, after or null"),
        ({"date_format": "d QQQQQQQ y"}, "date_format is 'd QQQQQQQ y', which is no pattern of a date"),
    ],
)
def test_a_language_that_cannot_be_used_is_refused_with_what_may_stand_there(choice, told):
    with pytest.raises(UsageError) as refused:
        styles.of(choice)
    assert told in str(refused.value)


@given(st.floats(-1e15, 1e15), st.integers(0, 3))
def test_only_separators_differ_between_languages(number, decimals):
    english = formats.plain(number, decimals)
    with styles.using(styles.of({"locale": "de_DE"})):
        german = formats.plain(number, decimals)
    assert german.translate({ord(","): ".", ord("."): ","}) == english
    assert english.replace("−", "-") in (f"{number:,.{decimals}f}", f"{number:,.{decimals}f}".lstrip("-"))
