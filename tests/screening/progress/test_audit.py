"""The audit trail tells what was voted once the record is settled, to those who may export votes."""

import re

import pytest
from django.urls import reverse

from tests.screening.workflow.conftest import make_room

SEALED = "sealed until the record is settled"


@pytest.fixture
def room(cast):
    return make_room(cast, records=3)


@pytest.fixture
def told(cast, sign_in):
    """What the lead's page says of each vote: verb -> the words in the column After, newest first."""

    def read(verb: str) -> list[str]:
        url = reverse("progress:audit", kwargs={"slug": cast.review.slug})
        page = sign_in(cast.lead).get(url, {"verb": verb}).content.decode()
        return re.findall(r"vote:</span> ([^<]*)</div>", page)

    return read


def test_votes_are_sealed_until_their_record_is_settled_and_told_then(cast, room, told):
    room.vote(room.a, room.records[0], "include", note="Dose in table 2")
    assert told("voted") == [SEALED]
    room.vote(room.b, room.records[0], "include")
    assert told("voted") == ["Include", "Include: Dose in table 2"]
    room.both(room.records[1], "exclude", "include", reason=None)
    assert told("voted") == [SEALED, SEALED, "Include", "Include: Dose in table 2"]


def test_a_changed_vote_is_told_beside_the_first(cast, room, told):
    record = room.records[0]
    room.vote(room.a, record, "exclude", reason=room.reasons[0] if room.reasons else None)
    room.vote(room.a, record, "include")
    assert told("vote changed") == [SEALED]
    room.vote(room.b, record, "include")
    assert told("vote changed") == ["Include"]
    first = told("voted")[-1]
    assert first.startswith("Exclude")
