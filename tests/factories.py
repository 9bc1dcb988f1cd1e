"""Small makers of rows for tests; each takes what matters and fills in the rest."""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from ketreview.accounts.models import User
from screening.models import (
    ExclusionReason,
    ImportBatch,
    Member,
    MemberRole,
    Record,
    Review,
    SearchSource,
    Stage,
)
from screening.roles import ROLES

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


@cache
def password_hash() -> str:
    """Hashing is slow by design, so this one has few rounds: who signs in with it, does so at once."""
    return PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-the-tests", iterations=1_000)


def make_user(name: str = "", **fields) -> User:
    user = _user(name, **fields)
    user.save(force_insert=True)
    return user


def _user(name: str = "", **fields) -> User:
    """One who is not stored yet."""
    name = name or f"person{next(_numbers)}"
    email = f"{name}@example.org"
    return User(email=email, password=password_hash(), name=name.title(), **fields)


def make_review(by: User, title: str = "", **fields) -> Review:
    number = next(_numbers)
    review = Review.objects.create(
        slug=fields.pop("slug", f"review-{number}"),
        title=title or f"Review {number}",
        created_by=by,
        **fields,
    )
    Stage.objects.bulk_create(
        Stage(review=review, kind=kind, slug=kind, order=order, reason_required=needs_reason)
        for order, (kind, needs_reason) in enumerate([("title-abstract", False), ("full-text", True)])
    )
    ExclusionReason.objects.bulk_create(
        ExclusionReason(review=review, text=text, order=order)
        for order, text in enumerate(["Not ketamine", "Wrong population", "Not a randomised trial"])
    )
    return review


def make_member(review: Review, *roles: str, user: User | None = None) -> Member:
    return make_members((review, user or make_user(), roles))[0]


def make_members(*wanted: tuple[Review, User, Iterable[str]]) -> list[Member]:
    """Each of these users in their review and roles, stored together."""
    members = Member.objects.bulk_create(Member(review=review, user=user) for review, user, _ in wanted)
    MemberRole.objects.bulk_create(
        MemberRole(member=member, role=role)
        for member, (*_, roles) in zip(members, wanted, strict=True)
        for role in roles
    )
    return members


def make_batch(member: Member, **fields) -> ImportBatch:
    source = SearchSource.objects.create(review=member.review, name="PubMed")
    number = next(_numbers)
    return ImportBatch.objects.create(
        review=member.review,
        source=source,
        filename=f"search-{number}.ris",
        file=f"imports/none-{number}",
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        size=1,
        format="ris",
        imported_by=member,
        state=fields.pop("state", ImportBatch.State.COMMITTED),
        **fields,
    )


def make_record(batch: ImportBatch, **fields) -> Record:
    record = _record(batch, **fields)
    record.save(force_insert=True)
    return record


def make_records(batch: ImportBatch, count: int, **fields) -> list[Record]:
    return Record.objects.bulk_create([_record(batch, **fields) for _ in range(count)])


def _record(batch: ImportBatch, **fields) -> Record:
    """One that is not stored yet."""
    number = next(_numbers)
    fields.setdefault("title", f"Ketamine for pain: trial {number}")
    fields.setdefault("abstract", f"Background: pain. Methods: {number} adults received ketamine.")
    fields.setdefault("authors", [f"Author{number}, A."])
    fields.setdefault("year", 2020)
    return Record(review=batch.review, batch=batch, row_no=number, **fields)


@dataclass
class Cast:
    """`members[role]` of `review`; the other review with its lead; a stranger; a site admin."""

    review: Review
    members: dict[str, Member]
    second_reviewer: Member
    second_extractor: Member
    removed: Member
    other_review: Review
    other_lead: Member
    stranger: User
    admin: User

    def __getattr__(self, role: str) -> Member:
        try:
            return self.members[role]
        except KeyError:
            raise AttributeError(role) from None


def make_cast() -> Cast:
    from django.utils import timezone

    lead, other, *users, stranger, admin = User.objects.bulk_create(
        [
            *(_user("lena"), _user("olga")),
            *(_user(f"{role}{next(_numbers)}") for role in ROLES if role != "lead"),
            *(_user() for _ in range(3)),
            *(_user("stranger"), _user("admin", is_staff=True)),
        ]
    )
    review, other_review = make_review(lead, "Ketamine for pain"), make_review(other, "Another review")
    roles = [role for role in ROLES if role != "lead"]
    every = ("lead", "reviewer", "adjudicator", "extractor", "methodologist")
    first, other_lead, *members = make_members(
        (review, lead, ["lead"]),
        (other_review, other, every),
        *((review, user, [role]) for user, role in zip(users, [*roles, *ADDED], strict=True)),
    )
    *members, removed, second_reviewer, second_extractor = members
    Member.objects.filter(pk=removed.pk).update(removed_at=timezone.now())
    return Cast(
        review=review,
        members={"lead": first} | dict(zip(roles, members, strict=True)),
        second_reviewer=second_reviewer,
        second_extractor=second_extractor,
        removed=removed,
        other_review=other_review,
        other_lead=other_lead,
        stranger=stranger,
        admin=admin,
    )


ADDED = ("reviewer", "reviewer", "extractor")
"""Those beside one of each role: a removed member and the second ones."""
