"""Settings of a real worker in tests: the test's database, a backend that can be watched."""

import os

from config.settings.test import *  # noqa: F403
from config.settings.test import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
SMS_BACKEND = "tests.messaging.slow_sms.SmsBackend"
# What a killed worker had in hand is handed out again after so many seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "visibility_timeout": 2}
