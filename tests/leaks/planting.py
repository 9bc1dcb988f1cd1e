"""How leaks are planted: in functions, in templates, in the answers on their way out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Library, engines
from django.template.loaders.filesystem import Loader

from ketreview.web import PrivatePagesMiddleware
from screening.models import Decision, Record, Slot, StageRecord
from tests.house import House


@dataclass(frozen=True)
class Leak:
    """What is planted, the name of the address at which it shows, with which query, and in whose house."""

    plant: Callable[[pytest.MonkeyPatch, House], None]
    where: str
    query: str
    roles: str

    def __str__(self) -> str:
        return self.plant.__name__


LEAKS: list[Leak] = []


def leaks(where: str, query: str = "", roles: str = "reviewer"):
    """Enter the function into the list of leaks."""

    def enter(plant):
        LEAKS.append(Leak(plant, where, query, roles))
        return plant

    return enter


def theirs(house: House, **wanted: Any):
    """The standing votes of the other one."""
    standing = Slot.objects.filter(vote__isnull=False).values("vote")
    return Decision.objects.filter(reviewer=house.b, pk__in=standing, **wanted).order_by("decided_at", "id")


def number_of_includes(house: House) -> int:
    """How many includes of the other one stand; it differs between the two worlds."""
    return theirs(house, verdict="include").count()


def conflicts_of(house: House) -> int:
    """How many records are in conflict."""
    return StageRecord.objects.filter(stage__review=house.world.review, state="conflict").count()


def written(patch: pytest.MonkeyPatch, house: House, template: str, behind: str, more: str) -> None:
    """The template as it would be had somebody written `more` behind the first `behind`.

    In `more`, `{% includes %}` is how many includes of the other one stand, `{% conflicts %}` how many conflicts,
    and `{{ record|theirs }}` what they voted on a record.
    """
    engine = engines["django"].engine
    honest = Loader.get_contents

    def contents(loader, origin):
        text = honest(loader, origin)
        if origin.template_name == template:
            assert behind in text, f"{template} no longer has {behind!r}"
            text = text.replace(behind, behind + more, 1)
        return text

    patch.setattr(Loader, "get_contents", contents)
    patch.setattr(engine.template_loaders[0], "get_template_cache", {})
    patch.setattr(engine, "template_builtins", [*engine.template_builtins, _tags(house)])


def _tags(house: House) -> Library:
    library = Library()
    library.simple_tag(lambda: number_of_includes(house), name="includes")
    library.simple_tag(lambda: conflicts_of(house), name="conflicts")

    def how(record: Record) -> str:
        return theirs(house, record=record).values_list("verdict", flat=True).last() or ""

    library.filter("theirs", how)
    return library


def answered(patch: pytest.MonkeyPatch, change: Callable[[HttpRequest, HttpResponse], None]) -> None:
    """Every answer goes through `change` on its way out."""
    honest = PrivatePagesMiddleware.__call__

    def answer(self, request):
        response = honest(self, request)
        change(request, response)
        return response

    patch.setattr(PrivatePagesMiddleware, "__call__", answer)
