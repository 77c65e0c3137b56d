"""The ASGI application that uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from config.bodylimit import BodyLimit
from gallery.streaming import StreamingApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# A photo has at most 25 MB; the rest is for the form around it.
application = BodyLimit(StreamingApp(get_asgi_application()), limit=26 * 1024 * 1024)
