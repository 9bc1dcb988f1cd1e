"""Headings and paragraphs: added, changed, moved, put away and brought back."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Block, Narrative, NarrativeVersion
from synthesis.narratives.actions.drafts import locked_version


@transaction.atomic
def add_block(*, narrative: Narrative, kind: str, by: Member, text: str = "", after: Block | None = None) -> Block:
    """A heading with its text, or an empty paragraph; last, or behind `after`."""
    version = locked_version(narrative.current_id)
    _check_text(kind, text)
    order = _place_after(version, after)
    block = Block.objects.create(narrative_version=version, kind=kind, text=text.strip(), order=order)
    record_event("block added", block, by=by, after={"kind": kind, "text": block.text})
    return block


def _check_text(kind: str, text: str) -> None:
    if kind not in Block.Kind.values:
        raise Invalid("A block is a heading or a paragraph.")
    if kind == Block.Kind.HEADING and not text.strip():
        raise Invalid("A heading needs words.")


def _place_after(version: NarrativeVersion, after: Block | None) -> int:
    """The order of a new block; those behind it make room."""
    if after is None:
        return (version.blocks.aggregate(last=Max("order"))["last"] or 0) + 1
    ids = list(version.blocks.values_list("pk", flat=True))
    if after.pk not in ids:
        raise Invalid("The block to stand behind is in another version. Reload the page.")
    at = ids.index(after.pk) + 1
    _number(ids[:at])
    _number(ids[at:], start=at + 2)
    return at + 1


def _number(ids: list[int], start: int = 1) -> None:
    for order, pk in enumerate(ids, start):
        Block.objects.filter(pk=pk).exclude(order=order).update(order=order)


@transaction.atomic
def edit_block(*, block: Block, version: int, by: Member, text: str) -> None:
    """Change the words of a heading."""
    locked_version(block.narrative_version_id)
    _check_text(block.kind, text)
    saved = save_version(block, version=version, text=text.strip())
    if saved["after"]:
        record_event("block changed", block, by=by, **saved)


@transaction.atomic
def move_block(*, block: Block, version: int, by: Member, up: bool) -> None:
    """One place up or down among the standing blocks; at the end it stays."""
    locked = locked_version(block.narrative_version_id)
    save_version(block, version=version)
    ids = list(locked.blocks.filter(archived_at__isnull=True).values_list("pk", flat=True))
    if block.pk not in ids:
        raise Closed("This block is archived. Restore it first.")
    at = ids.index(block.pk)
    to = max(at - 1, 0) if up else min(at + 1, len(ids) - 1)
    if to != at:
        ids.insert(to, ids.pop(at))
        _number(ids)
        record_event("block moved", block, by=by, before={"place": at + 1}, after={"place": to + 1})


@transaction.atomic
def archive_block(*, block: Block, version: int, by: Member) -> None:
    """Leave the block and its statements out of the text; all of it can be brought back."""
    locked_version(block.narrative_version_id)
    if block.archived_at:
        raise Closed("This block is archived already.")
    saved = save_version(block, version=version, archived_at=timezone.now())
    record_event("block archived", block, by=by, **saved)


@transaction.atomic
def restore_block(*, block: Block, version: int, by: Member) -> None:
    """Bring an archived block back with its statements; it stands last."""
    locked = locked_version(block.narrative_version_id)
    if not block.archived_at:
        raise Closed("This block is not archived.")
    last = (locked.blocks.aggregate(last=Max("order"))["last"] or 0) + 1
    saved = save_version(block, version=version, archived_at=None, order=last)
    record_event("block restored", block, by=by, **saved)
