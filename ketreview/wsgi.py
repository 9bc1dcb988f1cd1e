"""The WSGI entry point that gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

from ketreview.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
_application = get_wsgi_application()


def application(environ: dict, start_response):
    """Answer a request."""
    return with_room(_application, environ, start_response)
