"""Writes on the table of characteristics: columns, and values cell by cell."""

import math
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from screening.errors import Closed, Invalid, Stale
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Characteristic, CharacteristicValue, Study, StudyOutcome
from synthesis.studies.attributes import BUILT_IN
from synthesis.studies.names import tidy

RISK_WORDS = ("Low", "Some concerns", "High")


@transaction.atomic
def add_characteristic(
    *, name: str, by: Member, kind: str = "category", level: str = "study", role: str = "", unit: str = "",
    choices: str = "",
) -> Characteristic:  # fmt: skip
    """A new column; the one for risk of bias has its three words."""
    name = tidy(name)
    _refuse_taken(by, name, role)
    if role == Characteristic.Role.RISK_OF_BIAS:
        kind, choices = Characteristic.Kind.CATEGORY, "\n".join(RISK_WORDS)
    order = (by.review.characteristics.aggregate(last=Max("order"))["last"] or 0) + 1
    row = Characteristic.objects.create(
        review=by.review, name=name, kind=kind, level=level, role=role, unit=unit, choices=choices, order=order
    )
    record_event("characteristic added", row, by=by, after={"name": name, "kind": kind, "level": level})
    return row


@transaction.atomic
def edit_characteristic(*, characteristic: Characteristic, version: int, by: Member, **changes: Any) -> None:
    """Change name, unit or words. Kind and level stay: values stand under them."""
    if "name" in changes:
        changes["name"] = tidy(changes["name"])
        _refuse_taken(by, changes["name"], "", but=characteristic)
    told = save_version(characteristic, version=version, **changes)
    if told["after"]:
        record_event("characteristic changed", characteristic, by=by, **told)


@transaction.atomic
def archive_characteristic(*, characteristic: Characteristic, by: Member) -> None:
    """Put a column away; its values are kept. An analysis that uses it must be changed first."""
    key = f"c:{characteristic.pk}"
    for analysis in by.review.analyses.filter(archived_at__isnull=True):
        if key in analysis.attribute_keys():
            raise Closed(
                f"“{analysis}” uses “{characteristic}”. Change that recipe first, then archive the column."
            )
    Characteristic.objects.filter(pk=characteristic.pk).update(archived_at=timezone.now(), version=F("version") + 1)
    record_event("characteristic archived", characteristic, by=by)


@transaction.atomic
def set_value(
    *, characteristic: Characteristic, study: Study, by: Member, version: int, text: str,
    study_outcome: StudyOutcome | None = None,
) -> CharacteristicValue | None:  # fmt: skip
    """What a study has in a column; an empty text says that it is not known. `version` is 0 for a new value."""
    text, number = _read(characteristic, " ".join(text.split()), study)
    stored = CharacteristicValue.objects.filter(
        characteristic=characteristic, study=study, study_outcome=study_outcome
    ).first()
    if stored is None and version == 0:
        return _new_value(characteristic, study, study_outcome, text, number, by) if text else None
    if stored is None or stored.version != version:
        raise Stale(
            f"{characteristic} of {study} was changed by somebody else while you edited it. Nothing was "
            "overwritten: reload the page to see the newer value, then make your change again."
        )
    changes = {"text": text, "number": number, "set_by": by, "set_at": timezone.now()}
    if text != stored.text:
        before = stored.text
        save_version(stored, version=version, **changes)
        record_event(
            "characteristic of study changed", stored, by=by, before={"value": before}, after={"value": text}
        )
    return stored


def _new_value(
    column: Characteristic, study: Study, result: StudyOutcome | None, text: str, number: float | None, by: Member
) -> CharacteristicValue:
    try:
        with transaction.atomic():
            row = CharacteristicValue.objects.create(
                characteristic=column, study=study, study_outcome=result, text=text, number=number, set_by=by
            )
    except IntegrityError:
        raise Stale(f"Somebody else gave {study} a value for {column}. Reload the page to see it.") from None
    record_event("characteristic of study set", row, by=by, after={"value": text})
    return row


def _read(column: Characteristic, text: str, study: Study) -> tuple[str, float | None]:
    """The value as stored. Raises Invalid for a word that is not offered, or what is no number."""
    if not text:
        return "", None
    if column.kind == Characteristic.Kind.NUMBER:
        try:
            number = float(text.replace(",", ".").replace("−", "-"))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise Invalid(f"{column} of {study}: “{text}” is no plain number. Type for instance 0.5.")
        return text, number
    words = {word.casefold(): word for word in column.words}
    if words and text.casefold() not in words:
        raise Invalid(f"{column} of {study}: “{text}” is not offered. Choose {', '.join(words.values())}.")
    if len(text) > 120:
        raise Invalid(f"{column} of {study} is longer than 120 characters; use a short word or class.")
    return words.get(text.casefold(), text), None


def _refuse_taken(by: Member, name: str, role: str, but: Characteristic | None = None) -> None:
    standing = by.review.characteristics.filter(archived_at__isnull=True)
    if but is not None:
        standing = standing.exclude(pk=but.pk)
    if name.casefold() in {each.name.casefold() for each in BUILT_IN}:
        raise Invalid(f"“{name}” is there already: every study has it. Give the column another name.")
    if standing.filter(name__iexact=name).exists():
        raise Invalid(f"There is a column “{name}” already.")
    if role == Characteristic.Role.RISK_OF_BIAS and standing.filter(role=role).exists():
        raise Invalid("There is a column for risk of bias already; a review has one.")
