"""All that a member can ask the site for by GET, every filter, sort, page, search and format with it, to the byte.

What may differ between two asks of the same thing is said here and nowhere else: the clock stands, ids made on
the way are the same each time, and MASKS names the rest.
"""

import io
import logging
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from unittest import mock

from django.test import Client
from django.urls import reverse

from screening.models import Slot, StageRecord
from screening.progress.places import PLACES
from screening.progress.queries import box_keys
from tests.access_table import IDS, TABLE
from tests.routes import Route, all_routes
from tests.world import World

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CANARY = "wombat"

# At most five: what is new in every answer and says nothing.
MASKS = (
    rb'name="csrfmiddlewaretoken" value="[^"]*"',
    rb'"csrf": ?"[^"]*"',
    rb"<dcterms:(created|modified)[^>]*>[^<]*<",  # when a workbook or document was written
)

OWN_COOKIES = ("sessionid", "csrftoken", "messages")  # random, or told by the page that follows

ListOf = Callable[[World], list[Any]]


def _stage_ids(world: World) -> list[int]:
    return list(world.review.stages.values_list("pk", flat=True))


def _entry_ids(world: World) -> list[int]:
    return list(StageRecord.objects.filter(stage__review=world.review).order_by("pk").values_list("pk", flat=True))


# More than one value for a part of an address; the others take their one value from the access table.
VALUES: dict[str | tuple[str, str], ListOf] = {
    "record_id": lambda w: list(w.review.records.values_list("pk", flat=True)),
    ("importing:correct", "record_id"): lambda w: [record.pk for record in w.records[1:3]],
    ("dedupe:group", "record_id"): lambda w: [record.pk for record in w.records[:4]],
    "entry_id": _entry_ids,
    "report_id": lambda w: list(w.review.reports.values_list("pk", flat=True)),
    "study_id": lambda w: list(w.review.studies.values_list("pk", flat=True)),
    ("rounds:result", "stage_slug"): lambda w: [w.ended_round.stage.slug, w.running_round.stage.slug],
    "stage_slug": lambda w: ["title-abstract", "full-text", "title-abstract-calibration-2"],
    "file_format": lambda w: ["svg", "pdf", "png"],
    ("importing:appendix", "file_format"): lambda w: ["md", "docx"],
    ("narratives:file", "file_format"): lambda w: ["html", "md", "docx"],
    ("prisma_figure", "file_format"): lambda w: ["svg", "png", "docx"],
    ("progress:excluded_file", "file_format"): lambda w: ["csv", "docx"],
    ("progress:certificate_file", "file_format"): lambda w: ["csv", "json"],
    ("progress:chart", "file_format"): lambda w: ["svg", "csv"],
    "chart": lambda w: ["burn-down", "discovery", "reasons"],
    ("progress:stage", "stage_id"): _stage_ids,
    ("progress:certificate", "stage_id"): _stage_ids,
    ("progress:certificate_file", "stage_id"): _stage_ids,
    ("progress:agreement_file", "stage_id"): _stage_ids,
    ("progress:chart", "stage_id"): _stage_ids,
    ("studies:edit", "kind"): lambda w: ["arm"],
    ("studies:archive", "kind"): lambda w: ["arm"],
}


def _screen(world: World) -> list[str]:
    seats = Slot.objects.filter(stage__review=world.review).order_by("stage", "record", "number")
    seats = list(seats.values_list("pk", flat=True))
    return [f"slot={seat}" for seat in seats[::12]] + [f"after={seat}" for seat in seats[::18]]


def _records(world: World) -> list[str]:
    stages = world.review.stages.values_list("pk", flat=True)
    states = [f"stage={stage}&state={state}" for stage in stages for state in ("", *StageRecord.State.values)]
    words = [f"q={word}" for word in ("ketamine", CANARY, "Not ketamine", "exclude")]
    more = ["copies=only", "copies=without", "missing=abstract", f"batch={world.batch.pk}", "page=2", "page=99"]
    mine = [f"mine={stage}:{verdict}" for stage in stages for verdict in ("include", "exclude", "nonsense")]
    more += [f"label={world.label.pk}", "year_from=2019", "year_to=2020", "order=newest", "order=title"]
    return [*states, *words, *more, *mine, f"source={world.source.pk}", "sort=state", "order=-votes"]


def _found(world: World) -> list[str]:
    """One filter of each kind that could tell something; the list is asked with all of them."""
    stage = world.review.stages.first().pk
    states = [f"stage={stage}&state={state}" for state in ("conflict", "included", "excluded")]
    return [*states, f"mine={stage}:include", f"label={world.label.pk}", f"q={CANARY}"]


def _boxes(world: World) -> list[str]:
    keys = box_keys()
    keys = [key for key in keys if not key.startswith(("other.", "identified."))]
    reasons = [f"excluded.{reason.text}" for reason in world.review.exclusion_reasons.all()[:2]]
    then = [f"box={key}&at=2026-03-03" for key in ("screened", "sought", "excluded", "included.reports")]
    return [*(f"box={key}" for key in (*keys, *reasons, "identified.database.PubMed", "nonsense")), *then]


def _pairs(world: World) -> list[str]:
    first, second, third = [record.pk for record in world.records[:3]]
    return [f"record={first}&record={second}", f"record={second}&record={third}"]


# The query strings each page is asked with beside its bare address.
QUERIES: dict[str, ListOf] = {
    "finding:list": _records,
    "finding:many": _found,
    "exporting:records": lambda w: [
        *("format=csv", "format=xlsx", "format=ris", "format=json"),
        *(f"{query}&format=csv" for query in _found(w)),
    ],
    "exporting:decisions": lambda w: ["format=csv", "format=xlsx"],
    "importing:rows": lambda w: ["unsure=1"],
    "exporting:rayyan": lambda w: ["format=csv", "format=ris&stage=full-text", "stage=nonsense"],
    "exporting:covidence": lambda w: ["format=csv"],
    "reports:reconciled": lambda w: ["format=csv", "format=xlsx"],
    "dedupe:list": lambda w: ["page=2", f"q={CANARY}"],
    "dedupe:compare": _pairs,
    "workflow:screen": _screen,
    "workflow:cards": lambda w: ["have=0", "have=5", "have=40", "take=50"],
    "workflow:past": lambda w: ["skip=0", "skip=2"],
    "workflow:screen_list": lambda w: ["rows=25", "rows=7"],
    "workflow:mine": lambda w: [
        "verdict=include",
        "verdict=exclude",
        "verdict=maybe",
        "page=2",
        f"label={w.label.pk}",
    ],
    "workflow:stage": lambda w: [
        *("needed=1", "needed=3", "maybe_rule=conflict&reasons_conflict=on"),
        *("sequence=ranked", "sequence=newest", "reason_rule=required", "reason_rule=optional"),
    ],
    "workflow:labels": lambda w: ["on=1"],
    "fulltext:read": lambda w: ["q=ketamine", f"q={CANARY}"],
    "fulltext:list": lambda w: ["retrieval=sought", "retrieval=retrieved", "q=ketamine", f"q={CANARY}", "page=2"],
    "progress:audit": lambda w: ["verb=voted", "actor=nobody", "page=2"],
    "prisma": lambda w: ["at=2026-03-03", "at=yesterday"],
    "prisma_records": _boxes,
    "prisma_table": lambda w: ["at=2026-03-03"],
    "prisma_r_table": lambda w: ["at=2026-03-03"],
    "progress:ledger": lambda w: [
        *(f"place={place}" for place in PLACES),
        f"q={CANARY}",
        "source=PubMed",
        "page=2",
    ],
    "progress:ledger_file": lambda w: ["place=screening.excluded", "place=included"],
    "progress:excluded": lambda w: ["reason=Not ketamine", f"reason={CANARY}"],
    "progress:certificate": lambda w: ["certified=blind", "certified=further", "certified=open"],
    "studies:list": lambda w: ["page=2"],
    "analyses:show": lambda w: ["order=weight&forest=2", "order=nonsense&forest=x"],
    "analyses:show_run": lambda w: ["order=risk_of_bias&forest=2"],
    "analyses:sturdiness": lambda w: ["order=effect&one-by-one=2&influence=2"],
    "analyses:plot_file": lambda w: ["dpi=150", "order=year&page=2"],
    "networks:plot_file": lambda w: ["dpi=150", "page=2"],
    "reports:report": lambda w: ["picked=1&section=results&order=weight"],
    "analyses:compare_with": lambda w: [f"with={w.other_run.pk}", "with=nonsense"],
    "networks:compare_with": lambda w: [f"with={w.other_network_run.pk}", "with=nonsense"],
    "studies:create": lambda w: [f"report={pk}" for pk in w.review.reports.values_list("pk", flat=True)],
    "narratives:show": lambda w: ["status=outdated", "mode=write"],
    "narratives:add_reference": lambda w: ["q=ketamine", f"q={CANARY}"],
    "narratives:match_reference": lambda w: ["q=ketamine"],
    "site_accounts": lambda w: [f"q={CANARY}"],
}


@dataclass(frozen=True)
class Answer:
    """Status, headers with the cookies that are not the session's, and the body as it would be read."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Still(datetime):
    """What Django's clock is read from, also where a model's default holds the clock itself."""

    moment = NOW

    @classmethod
    def now(cls, tz=None) -> datetime:
        return cls.moment

    @classmethod
    def tick(cls) -> None:
        """A second later, so that what was done one after the other stays in that order."""
        cls.moment += timedelta(seconds=1)


@contextmanager
def standing_still(since: datetime = NOW) -> Iterator[None]:
    """The clock stands, and refusals are not logged."""
    Still.moment = since
    logging.disable(logging.ERROR)
    try:
        with mock.patch("django.utils.timezone.datetime", Still), mock.patch("time.time", NOW.timestamp):
            yield
    finally:
        Still.moment += timedelta(minutes=1)
        logging.disable(logging.NOTSET)


def addresses(world: World, only: Callable[[Route], bool] = lambda route: True) -> list[str]:
    """Every address that answers GET, with each value and query string of the tables above."""
    found = []
    for route in all_routes():
        if "GET" in TABLE[route.name].methods and only(route):
            for url in _urls(route, world):
                found += [url, *(f"{url}?{query}" for query in QUERIES.get(route.name, lambda w: [])(world))]
    return found


def _urls(route: Route, world: World) -> list[str]:
    choices = [_values(route, name, world) for name in route.ids]
    slug = {"slug": world.review.slug} if "slug" in route.kwargs else {}
    return [
        reverse(route.name, kwargs=slug | dict(zip(route.ids, chosen, strict=True))) for chosen in product(*choices)
    ]


def _values(route: Route, name: str, world: World) -> list[Any]:
    several = VALUES.get((route.name, name)) or VALUES.get(name)
    if several and not ((route.name, name) in IDS and (route.name, name) not in VALUES):
        return several(world)
    return [(IDS.get((route.name, name)) or IDS[name])(world)]


def read(response) -> Answer:
    """The answer with MASKS laid over; files that are archives are unpacked, so that masks fit."""
    body = response.getvalue() if response.streaming else response.content
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
        # a masked time is as long each time, its compressed form is not
        response.headers.pop("Content-Length", None)
    for mask in MASKS:
        body = re.sub(mask, b"masked", body)
    cookies = [
        ("Set-Cookie", each.OutputString()) for name, each in response.cookies.items() if name not in OWN_COOKIES
    ]
    return Answer(response.status_code, (*sorted(response.items()), *cookies), body)


def ask(client: Client, url: str, data: dict | None = None, accept: str = "text/html") -> Answer:
    """The answer to a GET or, with `data`, to a POST. Ids made on the way follow from the address, so that they are
    the same each time; CSRF tokens stay random."""
    client.raise_request_exception = False
    same = random.Random(f"{url} {accept}")
    with mock.patch("os.urandom", same.randbytes):
        return read(client.get(url) if data is None else client.post(url, data, HTTP_ACCEPT=accept))


def crawl(client: Client, urls: list[str]) -> dict[str, Answer]:
    """Address -> answer, asked in this order, at one time however much was done before."""
    Still.moment = LATER
    return {url: ask(client, url) for url in urls}


def differing(one: dict[str, Answer], two: dict[str, Answer]) -> list[str]:
    """The addresses whose status, headers or bodies differ, each with the first place where they do."""
    assert list(one) == list(two)
    return [f"{url}: {_first_difference(one[url], two[url])}" for url in one if one[url] != two[url]]


def _first_difference(one: Answer, two: Answer) -> str:
    if (one.status, one.headers) != (two.status, two.headers):
        return f"{one.status} {set(one.headers) ^ set(two.headers)} {two.status}"
    at = next((i for i, (x, y) in enumerate(zip(one.body, two.body, strict=False)) if x != y), 0)
    return f"{one.body[max(0, at - 60) : at + 60]!r} / {two.body[max(0, at - 60) : at + 60]!r}"
