import re

import pytest

from messaging.phones import InvalidPhone, number_hint, parse_phone, without_numbers


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("4155550123", "US", "+14155550123"),
        ("(415) 555-0123", "US", "+14155550123"),
        ("  415.555.0123 ", "US", "+14155550123"),
        ("1 415 555 0123", "US", "+14155550123"),
        ("+1 415 555 0123", "GH", "+14155550123"),
        ("tel:+1-415-555-0123", "GB", "+14155550123"),
        # As copied out of a contact: direction marks and hyphens that do not break.
        ("\u202a+1 415\u2011555\u20110123\u202c", "US", "+14155550123"),
        ("٤١٥٥٥٥٠١٢٣", "US", "+14155550123"),
        (
            "\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
            "US",
            "+14155550123",
        ),
        ("024 412 3456", "GH", "+233244123456"),
        ("+233 24 412 3456", "US", "+233244123456"),
        ("+44 (0)7400 123456", "US", "+447400123456"),
        ("00 44 7400 123456", "US", "+447400123456"),
        ("0044 (0) 7400 123456", "US", "+447400123456"),
        ("011 44 7400 123456", "US", "+447400123456"),
        ("+39 312 345 6789", "US", "+393123456789"),
    ],
)
def test_understands_what_people_type_and_paste(typed: str, region: str, e164: str) -> None:
    assert parse_phone(typed, region) == e164


@pytest.mark.parametrize(
    ("typed", "region", "sentence"),
    [
        ("415 555 01", "US", "That number looks two digits short."),
        ("+1 415 555 012", "GH", "That number looks one digit short."),
        ("12", "US", "That number looks eight digits short."),
        ("1", "US", "That number looks nine digits short."),
        ("555 0123", "US", "That number looks three digits short."),
        ("024 412 345", "GH", "That number looks one digit short."),
        ("+49 170 12345678901234", "US", "That number looks six digits too long."),
        ("+12", "US", "That number is too short."),
        ("1" * 40, "US", "That number is too long."),
        ("1" * 300, "US", "That number is too long."),
        ("+1 123 456 7890", "US", "That number doesn't exist. Please check it once more."),
        ("hello", "US", "That doesn't look like a phone number."),
        ("1-800-FLOWERS", "US", "That doesn't look like a phone number."),
        ("", "US", "That doesn't look like a phone number."),
        (" + ", "US", "That doesn't look like a phone number."),
        ("me@example.org", "US", "That doesn't look like a phone number."),
        ("415 555 0123 ext. 4", "US", "That number has an extension. Please use a mobile number."),
        (
            "020 7946 0958",
            "GB",
            "That looks like a landline, which can't receive texts. Please use a mobile number.",
        ),
        (
            "1 800 356 9377",
            "US",
            "That number can't receive texts. Please use a mobile number.",
        ),
        (
            "+999 1234567",
            "US",
            "No country has that code. Begin with + and the country's code, such as +1.",
        ),
        ("4155550123", "XX", "Please begin with + and the country's code, such as +1."),
    ],
)
def test_says_what_is_wrong(typed: str, region: str, sentence: str) -> None:
    with pytest.raises(InvalidPhone) as caught:
        parse_phone(typed, region)
    assert caught.value.detail == sentence
    assert (caught.value.status, caught.value.code) == (400, "invalid_phone")


@pytest.mark.parametrize("typed", ["07400 123456", "415 555 01234", "123 456 7890"])
def test_hints_at_other_countries_where_the_number_may_be_of_one(typed: str) -> None:
    with pytest.raises(InvalidPhone, match=re.escape("another country, begin with +")):
        parse_phone(typed, "US")


def test_shows_the_last_three_digits_only() -> None:
    assert number_hint("+14155550123") == "•••• 123"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Invalid to: +14155550123.", "Invalid to: ••••."),
        ("(415) 555-0123 is barred", "(•••• is barred"),
        ("HTTP 400, code 1320", "HTTP 400, code 1320"),
    ],
)
def test_blanks_numbers_in_others_words(text: str, clean: str) -> None:
    assert without_numbers(text) == clean
