"""Settings of a real worker that texts over a vendor in another process, as fast as it can."""

import os

from tests.messaging.fake_vonage import MESSAGES_SETTINGS
from tests.messaging.worker_settings import *  # noqa: F403

SMS_BACKEND = MESSAGES_SETTINGS["SMS_BACKEND"]
VONAGE_APPLICATION_ID = MESSAGES_SETTINGS["VONAGE_APPLICATION_ID"]
VONAGE_SENDER = MESSAGES_SETTINGS["VONAGE_SENDER"]
VONAGE_PRIVATE_KEY = os.environ["FAKE_VONAGE_KEY"]
VONAGE_ENDPOINT_URL = os.environ["FAKE_VONAGE_ADDRESS"]
SMS_PER_SECOND = 0.0
