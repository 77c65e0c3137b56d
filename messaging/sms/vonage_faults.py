"""Vonage's error codes in our own words.

Messages API: https://developer.vonage.com/en/api-errors/messages
SMS API, its answers: https://developer.vonage.com/en/api-errors/sms
SMS API, delivery receipts: https://api.support.vonage.com/hc/en-us/articles/204014733
"""

from .base import Fault

# In answers (`type` ends in #1020) and in status webhooks (`error.title`).
MESSAGES_CODES = {
    **dict.fromkeys((1000, 1241), Fault.BUSY),
    **dict.fromkeys((1010, 1020, 1021, 1022, 1040, 1090, 1130, 1150, 1340), Fault.CONTENT),
    **dict.fromkeys((1030, 1100, 1200, 1230), Fault.NETWORK),
    **dict.fromkeys((1050, 1270, 1280, 1290), Fault.BLOCKED),
    **dict.fromkeys((1060, 1080, 1140), Fault.ACCOUNT),
    **dict.fromkeys((1110, 1370), Fault.CREDENTIALS),
    **dict.fromkeys((1160, 1250), Fault.COUNTRY),
    **dict.fromkeys((1170, 1190, 1260, 1300, 1310), Fault.NUMBER),
    **dict.fromkeys((1180, 1220, 1360), Fault.AWAY),
    1070: Fault.CREDIT,
    1120: Fault.SENDER,
    1210: Fault.SPAM,
    1240: Fault.OPTED_OUT,
    1330: Fault.UNKNOWN,
}

# `messages[].status` in the answer to a request.
SMS_ANSWERS = {
    **dict.fromkeys((1, 10), Fault.BUSY),
    **dict.fromkeys((2, 3, 12, 19), Fault.CONTENT),
    **dict.fromkeys((4, 14, 32), Fault.CREDENTIALS),
    **dict.fromkeys((8, 11, 23, 33), Fault.ACCOUNT),
    **dict.fromkeys((15, 22), Fault.SENDER),
    5: Fault.NETWORK,
    6: Fault.NUMBER,
    7: Fault.BLOCKED,
    9: Fault.CREDIT,
    29: Fault.COUNTRY,
}

# `err-code` in a delivery receipt.
SMS_RECEIPTS = {
    **dict.fromkeys((2, 7), Fault.AWAY),
    **dict.fromkeys((3, 12), Fault.NUMBER),
    **dict.fromkeys((4, 13, 14, 15), Fault.BLOCKED),
    **dict.fromkeys((5, 8, 99), Fault.NETWORK),
    6: Fault.SPAM,
    9: Fault.OPTED_OUT,
    10: Fault.CONTENT,
    11: Fault.COUNTRY,
    16: Fault.BUSY,
    39: Fault.SENDER,
    41: Fault.BUSY,
    50: Fault.SENDER,
    51: Fault.SENDER,
    52: Fault.SPAM,
    53: Fault.OPTED_OUT,
    54: Fault.COUNTRY,
}


def fault_of(code: str, table: dict[int, Fault]) -> Fault:
    """Look a code up; what is new or no number at all counts as unknown."""
    return table.get(int(code), Fault.UNKNOWN) if code.isdecimal() else Fault.UNKNOWN
