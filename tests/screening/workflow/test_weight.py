"""What screening costs: the memory of a web worker, the libraries it loads, the bytes a browser fetches."""

import gzip
import json
import re
import uuid
from pathlib import Path

import psutil
import pytest
from django.contrib.staticfiles import finders

from ketreview.home.pwa import SHELL
from tests.concurrency.rig import HttpPlace, Server

HEAVY = ("statsmodels", "sklearn", "matplotlib", "pandas", "scipy")


def test_a_web_worker_that_screened_is_light_and_loads_no_numeric_library(tmp_path):
    server = Server(tmp_path, f"sqlite:///{tmp_path / 'weight.sqlite3'}", workers=1)
    world = server.seed(records=60, reviewers=1)
    with server:
        place = HttpPlace(server, world, world["reviewers"][0]["email"])
        status, page = place._ask("GET", place.base + "/")
        card = place.cards()[0]
        heard = place.vote(card, "include", str(uuid.uuid4()))
        worker = psutil.Process(server.worker_pids()[0])
        mapped = {Path(part.path).as_posix() for part in worker.memory_maps()}
        megabytes = worker.memory_info().rss / 2**20
    assert (status, heard) == (200, "acknowledged")
    assert len(re.findall('"slot":', page)) == 20
    assert [path for path in mapped if any(f"/{name}/" in path for name in HEAVY)] == []
    assert megabytes <= 130


@pytest.mark.django_db
def test_the_page_and_all_it_fetches_stay_small(room, sign_in):
    page = sign_in(room.a).get(f"/r/{room.lead.review.slug}/screening/{room.stage.kind}/").text
    files = set(re.findall(r'(?:src|href)="/static/([^"#]+)', page))
    sizes = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files}
    total = len(gzip.compress(page.encode())) + sum(sizes.values())
    assert total <= 120 * 1024, json.dumps(sizes)
    assert len(files) + 1 <= 12, sorted(files)
    assert files == set(SHELL)
