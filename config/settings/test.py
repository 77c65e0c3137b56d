"""Settings of the test-suite: real parts, quick hashing, nothing outside a scratch folder."""

import os
import tempfile
from pathlib import Path

if "SMILEBOOTH_DATA" not in os.environ:
    os.environ["SMILEBOOTH_DATA"] = tempfile.mkdtemp(prefix="smilebooth-test-")

# Whatever this shell is set up for: photos of tests are files in the scratch folder.
os.environ["STORAGE"] = "local"
os.environ["S3_BUCKET"] = os.environ["S3_CDN_KEY_PATH"] = os.environ["X_ACCEL_PREFIX"] = ""

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, DATABASES, STATIC_ROOT, STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PHONE_KEYS = ["b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI="]
PHONE_HASH_KEY = "only-for-tests"
SMS_PER_SECOND = 0.0  # or the second of two texts would wait its turn
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SMS_BACKEND = "messaging.sms.locmem.SmsBackend"
VONAGE_SENDER = VONAGE_APPLICATION_ID = VONAGE_PRIVATE_KEY = VONAGE_PRIVATE_KEY_PATH = ""
VONAGE_API_KEY = VONAGE_API_SECRET = VONAGE_SIGNATURE_SECRET = ""
VONAGE_ENDPOINT_URL, VONAGE_SIGNATURE_METHOD = "", "md5hash"
# Whatever this shell is set up for, tests ask no cloud.
SMILE_BACKEND = "booth.smile.local.SmileBackend"
AZURE_FACE_ENDPOINT = AZURE_FACE_KEY = ""
AWS_ACCESS_KEY_ID = AWS_SECRET_ACCESS_KEY = AWS_SESSION_TOKEN = AWS_ENDPOINT_URL_REKOGNITION = ""
# Pages render without a build of the front end.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in (("dist", BASE_DIR / "static/dist"), ("img", BASE_DIR / "static/img"))
    if Path(folder).is_dir()
]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and other processes see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": os.environ["SMILEBOOTH_DATA"] + "/test.sqlite3"}
# Most tests run in a transaction, whose news never reach the feed that ends a piece's time.
GALLERY_PIECE_SECONDS = 0
