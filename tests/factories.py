"""Small makers of rows for tests; each takes what matters and fills in the rest."""

import hashlib
import itertools
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
    name = name or f"person{next(_numbers)}"
    email = f"{name}@example.org"
    return User.objects.create(email=email, password=password_hash(), name=name.title(), **fields)


def make_review(by: User, title: str = "", **fields) -> Review:
    number = next(_numbers)
    review = Review.objects.create(
        slug=fields.pop("slug", f"review-{number}"),
        title=title or f"Review {number}",
        created_by=by,
        **fields,
    )
    for order, (kind, needs_reason) in enumerate([("title-abstract", False), ("full-text", True)]):
        Stage.objects.create(review=review, kind=kind, slug=kind, order=order, reason_required=needs_reason)
    for order, text in enumerate(["Not ketamine", "Wrong population", "Not a randomised trial"]):
        ExclusionReason.objects.create(review=review, text=text, order=order)
    return review


def make_member(review: Review, *roles: str, user: User | None = None) -> Member:
    member = Member.objects.create(review=review, user=user or make_user())
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in roles)
    return member


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
    number = next(_numbers)
    fields.setdefault("title", f"Ketamine for pain: trial {number}")
    fields.setdefault("abstract", f"Background: pain. Methods: {number} adults received ketamine.")
    fields.setdefault("authors", [f"Author{number}, A."])
    fields.setdefault("year", 2020)
    return Record.objects.create(review=batch.review, batch=batch, row_no=number, **fields)


def make_records(batch: ImportBatch, count: int, **fields) -> list[Record]:
    return [make_record(batch, **fields) for _ in range(count)]


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

    lead = make_user("lena")
    review = make_review(lead, "Ketamine for pain")
    members = {"lead": make_member(review, "lead", user=lead)}
    for role in ROLES:
        if role != "lead":
            members[role] = make_member(review, role, user=make_user(f"{role}{next(_numbers)}"))
    removed = make_member(review, "reviewer")
    Member.objects.filter(pk=removed.pk).update(removed_at=timezone.now())
    other = make_user("olga")
    other_review = make_review(other, "Another review")
    return Cast(
        review=review,
        members=members,
        second_reviewer=make_member(review, "reviewer"),
        second_extractor=make_member(review, "extractor"),
        removed=removed,
        other_review=other_review,
        other_lead=make_member(
            other_review, "lead", "reviewer", "adjudicator", "extractor", "methodologist", user=other
        ),
        stranger=make_user("stranger"),
        admin=make_user("admin", is_staff=True),
    )
