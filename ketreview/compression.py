"""Text is sent compressed; pictures, PDFs and parts of files are sent as they are."""

import re

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

TEXT = re.compile(r"text/|application/(json|javascript|xml|manifest\+json|[a-z.+-]+\+xml)|image/svg\+xml")
PARTIAL_CONTENT = 206


class CompressTextMiddleware(GZipMiddleware):
    """Stands directly above WhiteNoise, so that it compresses static files too.

    Pages get a random length of padding (Django's answer to BREACH). A part of a file that a client asked for by
    its bytes must stay those very bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == PARTIAL_CONTENT or not TEXT.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
