"""Static files leave compressed, and are asked for again only when they changed; versioned ones never."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ketreview.compression import CompressTextMiddleware
from tests.shared import REPO

pytestmark = pytest.mark.engine_free

STATIC = REPO / "ketreview" / "static"
SHEET = "/static/css/app.css"
VENDORED = "/static/vendor/htmx-2.0.11/htmx.min.js"
PACKED = {"Accept-Encoding": "gzip"}


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_style_sheet_leaves_compressed_to_a_quarter_and_is_the_same_unpacked():
    response = Client(headers=PACKED).get(SHEET)
    packed, plain = body(response), (STATIC / "css" / "app.css").read_bytes()
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3


def test_who_cannot_unpack_gets_it_plain():
    response = Client().get(SHEET)
    assert response.get("Content-Encoding") is None
    assert body(response) == (STATIC / "css" / "app.css").read_bytes()
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("headers", [{}, PACKED], ids=["plain", "packed"])
def test_asked_for_again_unchanged_it_is_not_sent_again(headers):
    client = Client(headers=headers)
    tag = client.get(SHEET)["ETag"]
    again = client.get(SHEET, headers={"If-None-Match": tag})
    assert (again.status_code, body(again)) == (304, b"")
    changed = client.get(SHEET, headers={"If-None-Match": 'W/"another"'})
    assert changed.status_code == 200


def test_a_vendored_file_with_a_version_in_its_folder_is_kept_for_ever():
    assert Client().get(VENDORED)["Cache-Control"] == "max-age=315360000, public, immutable"


def test_our_own_file_is_asked_for_again_after_a_minute():
    assert Client().get(SHEET)["Cache-Control"] == "max-age=60, public"


def answer(response, **request) -> HttpResponse:
    return CompressTextMiddleware(lambda _: response)(RequestFactory(headers=PACKED).get("/", **request))


def test_a_picture_and_a_pdf_are_sent_as_they_are(tmp_path):
    for kind in ("image/png", "application/pdf", "font/woff2"):
        assert answer(HttpResponse(b"x" * 5000, content_type=kind)).content == b"x" * 5000


def test_a_part_of_a_file_keeps_its_very_bytes():
    part = HttpResponse(b"x" * 5000, content_type="text/plain", status=206)
    assert answer(part).content == b"x" * 5000


def test_a_page_is_compressed_with_padding_of_random_length(db):
    lengths = {len(Client(headers=PACKED).get("/accounts/login/").content) for _ in range(12)}
    assert Client(headers=PACKED).get("/accounts/login/")["Content-Encoding"] == "gzip"
    assert len(lengths) > 1
