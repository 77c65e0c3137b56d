"""What texts may cost and who may ask for how many. Keys are in dev, test and prod."""

from decimal import Decimal

from environs import Env

env = Env()

# Texts a second from one sender number, all workers together; 0: as fast as they can.
SMS_PER_SECOND: float = env.float("SMS_PER_SECOND", 30.0)
# For an event that has no budget of its own: the amount, and what one segment is reckoned at.
SMS_BUDGET: Decimal = env.decimal("SMS_BUDGET", Decimal("50.00"))
SMS_PRICE: Decimal = env.decimal("SMS_PRICE", Decimal("0.08"))
SMS_CURRENCY: str = env.str("SMS_CURRENCY", "EUR").strip().upper()

# At most so many orders; 0: no limit. Numbers and addresses of e-mail count alike.
SMS_LIMIT_NUMBER_HOUR: int = env.int("SMS_LIMIT_NUMBER_HOUR", 5)
SMS_LIMIT_NUMBER_DAY: int = env.int("SMS_LIMIT_NUMBER_DAY", 10)
SMS_LIMIT_BOOTH_MINUTE: int = env.int("SMS_LIMIT_BOOTH_MINUTE", 30)
SMS_LIMIT_EVENT_HOUR: int = env.int("SMS_LIMIT_EVENT_HOUR", 1000)
SMS_LIMIT_EVENT_DAY: int = env.int("SMS_LIMIT_EVENT_DAY", 5000)
# From the page of a shared link; for whoever asks (network address) see GUEST_LIMITS.
SMS_LIMIT_LINK_DAY: int = env.int("SMS_LIMIT_LINK_DAY", 3)

# No phone number on an error page or in an error mail, whatever a frame's variables hold.
DEFAULT_EXCEPTION_REPORTER_FILTER = "messaging.exceptions_report.NumbersHidden"
