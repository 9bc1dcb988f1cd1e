"""The people of the demo review. Their password is known to everybody: never load the demo on a public site."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from ketreview.accounts.models import User
from screening.models import Member
from screening.reviews.actions import create_review
from screening.team.actions import join

PASSWORD = "ketamine-demo"  # noqa: S105  printed at every start, refused in production


@dataclass(frozen=True)
class Person:
    """One demo account: `key` in the demo's data, roles beside the address."""

    key: str
    email: str
    name: str
    roles: tuple[str, ...]
    does: str


PEOPLE = (
    Person("lead", "lea@demo.example", "Lea Lindqvist", ("lead",), "leads the review, sees where it stands"),
    Person("a", "ana@demo.example", "Ana Almeida", ("reviewer", "extractor"), "screens and extracts"),
    Person(
        "b", "ben@demo.example", "Ben Brandt", ("reviewer", "extractor"), "screens and extracts, blinded from Ana"
    ),
    Person("adjudicator", "cleo@demo.example", "Cleo Chen", ("adjudicator",), "settles conflicts"),
    Person(
        "methodologist", "max@demo.example", "Max Moreau", ("methodologist",), "pools effects, keeps the narrative"
    ),
    Person("admin", "admin@demo.example", "Alex Admin", (), "manages accounts, sees no review"),
)


@dataclass
class Team:
    """The demo's members by key."""

    members: dict[str, Member]

    def __getattr__(self, key: str) -> Member:
        try:
            return self.__dict__["members"][key]
        except KeyError:
            raise AttributeError(key) from None


def make_user(person: Person) -> User:
    """The account, made once."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        staff = person.key == "admin"
        user = User.objects.create(email=person.email, password=_hashed(), name=person.name, is_staff=staff)
    return user


@cache
def _hashed() -> str:
    """The one password of all, hashed once: that is slow by design."""
    return make_password(PASSWORD)


def make_team(protocol: dict, slug: str) -> Team:
    """The review with its protocol, and its members."""
    users = {person.key: make_user(person) for person in PEOPLE}
    pico = protocol["pico"]
    lead = create_review(
        by=users["lead"],
        slug=slug,
        title=protocol["title"],
        include=protocol["inclusion_criteria"],
        exclude=protocol["exclusion_criteria"],
        reasons=[reason["label"] for reason in protocol["exclusion_reasons"]],
        include_words=protocol["keywords"]["include"],
        exclude_words=protocol["keywords"]["exclude"],
        question=protocol["question"],
        population=pico["population"],
        intervention=pico["intervention"],
        comparator=pico["comparator"],
        outcomes_sought="\n".join(pico["outcomes"]),
        study_designs=protocol["study_designs"],
    )
    members = {"lead": lead}
    for person in PEOPLE:
        if person.roles and person.key != "lead":
            members[person.key] = join(review=lead.review, user=users[person.key], roles=person.roles, by=lead)
    return Team(members)
