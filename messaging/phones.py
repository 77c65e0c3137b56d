"""Phone numbers as guests type and paste them, and as a provider wants them (E.164)."""

import re
import unicodedata

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
)

from gallery.errors import GalleryError

# US numbers do not tell mobile from fixed; many that are called VOIP take texts.
CAN_RECEIVE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
}
IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NOT_A_NUMBER = "That doesn't look like a phone number."
UNKNOWN_COUNTRY = "No country has that code. Begin with + and the country's code, such as +1."
NO_COUNTRY = "Please begin with + and the country's code, such as +1."
FROM_ABROAD = "For a number from another country, begin with + and the country's code."
CHECK_AGAIN = "That number doesn't exist. Please check it once more."
EXTENSION = "That number has an extension. Please use a mobile number."
LANDLINE = "That looks like a landline, which can't receive texts. Please use a mobile number."
NO_TEXTS = "That number can't receive texts. Please use a mobile number."

LONG_DIGITS = re.compile(r"\+?\d(?:[\s().\-]*\d){5,}")
ADDRESS = re.compile(r"[\w.+%\-]+@[\w\-]+(?:\.[\w\-]+)+")


class InvalidPhone(GalleryError):
    """A number that no text can be sent to."""

    status = 400
    code = "invalid_phone"


def number_hint(phone_e164: str) -> str:
    """Return a number as it may be shown: its last three digits."""
    return f"•••• {phone_e164[-3:]}"


def without_numbers(text: str) -> str:
    """Blank out what may be a phone number or e-mail address in another program's words."""
    return ADDRESS.sub("••••", LONG_DIGITS.sub("••••", text))


def parse_phone(text: str, region: str) -> str:
    """Return the E.164 form of a number as typed or pasted.

    `region` is the ISO 3166 country of a number without + or 00. Raises `InvalidPhone` with a
    sentence for the guest.
    """
    typed = _tidy(text)
    if re.search(r"[^\W\d_]", typed):
        raise InvalidPhone(EXTENSION if _has_extension(typed, region) else NOT_A_NUMBER)
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException as error:
        raise InvalidPhone(_unparsed(error, typed, region)) from None
    if fault := _fault(number, is_foreign=typed.startswith("+")):
        raise InvalidPhone(fault)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _tidy(text: str) -> str:
    """Undo what pasting does: full-width forms, invisible marks, `tel:`, 00 for +."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cc"))
    plain = plain.strip().removeprefix("tel:").strip()
    return re.sub(r"^\(?00\)?\s*(?=[1-9(])", "+", plain)


def _has_extension(typed: str, region: str) -> bool:
    try:
        return bool(phonenumbers.parse(typed, region).extension)
    except NumberParseException:
        return False


def _unparsed(error: NumberParseException, typed: str, region: str) -> str:
    digits = sum(char.isdigit() for char in typed)
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return UNKNOWN_COUNTRY if typed.startswith("+") else NO_COUNTRY
    if error.error_type == NumberParseException.TOO_LONG:
        return "That number is too long."
    if not digits:
        return NOT_A_NUMBER
    off = 0 if typed.startswith("+") else _digits_off(digits, _mobile_lengths(region))
    return _length_fault(off) if off < 0 else "That number is too short."


def _fault(number: PhoneNumber, *, is_foreign: bool) -> str | None:
    """Say what is wrong with a parsed number; None if nothing is."""
    if number.extension:
        return EXTENSION
    if not phonenumbers.is_valid_number(number):
        return _invalid(number, is_foreign=is_foreign)
    kind = phonenumbers.number_type(number)
    if kind in CAN_RECEIVE:
        return None
    return LANDLINE if kind == PhoneNumberType.FIXED_LINE else NO_TEXTS


def _invalid(number: PhoneNumber, *, is_foreign: bool) -> str:
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    length = len(phonenumbers.national_significant_number(number))
    off = _digits_off(length, _mobile_lengths(region))
    fault = _length_fault(off) if off else CHECK_AGAIN
    return fault if is_foreign or off < 0 else f"{fault} {FROM_ABROAD}"


def _mobile_lengths(region: str) -> tuple[int, ...]:
    """Digits that a country's mobile numbers have, without its code and leading zero."""
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None:
        return ()
    kinds = (metadata.mobile, metadata.general_desc)
    return next((kind.possible_length for kind in kinds if kind and kind.possible_length), ())


def _digits_off(length: int, lengths: tuple[int, ...]) -> int:
    """How many digits too many (below zero: too few) to the nearest length that would do."""
    return min((length - right for right in lengths), key=abs, default=0)


def _length_fault(off: int) -> str:
    count = IN_WORDS[abs(off)] if abs(off) < len(IN_WORDS) else "many"
    digits = "digit" if abs(off) == 1 else "digits"
    return f"That number looks {count} {digits} {'short' if off < 0 else 'too long'}."
