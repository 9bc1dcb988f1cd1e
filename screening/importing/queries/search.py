"""The one search of the records: FTS5 on SQLite, a GIN index on PostgreSQL, the same hits on both."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from screening.importing.match_keys import normal_doi, normal_pmid
from screening.importing.search_words import (
    FIELDS,
    Every,
    Node,
    Some,
    Without,
    Words,
    has_without,
    leaves,
    parse_search,
)
from screening.models import ImportBatch, Job, Record, RecordWords, Review

# Names and operators below are ours; what was typed goes as a parameter, and is words and quotes alone.
TABLE, INDEX = RecordWords._meta.db_table, f"{RecordWords._meta.db_table}_index"
WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))


def search(
    records: QuerySet[Record],
    typed: str,
    fields: Collection[str] = FIELDS,
    *,
    by_number: bool = True,
    open_end: bool = False,
) -> QuerySet[Record]:
    """Those of the records that what was typed describes (see `search_words`), sought in these fields alone.

    A whole DOI or a PubMed id finds its record too, unless `by_number` is False. With `open_end` the last word may
    still be typed and go on. Where nothing was typed, all of them. Records whose words are not read in yet
    (`records_without_words`) are not found.
    """
    tree = parse_search(f"{typed}*" if open_end and typed[-1:].isalnum() else typed)
    if tree is None:
        return records
    found = _condition(tree, fields)
    # Looked up first: an index has the words, another one the numbers, and none both.
    numbered = _with_number(records, typed) if by_number else []
    return records.filter(found | Q(pk__in=numbered) if numbered else found)


def _with_number(records: QuerySet[Record], typed: str) -> list[int]:
    """Ids of the records whose DOI or PubMed id was typed."""
    doi, pmid = normal_doi(typed), normal_pmid(typed)
    named = (Q(doi=doi) if doi else Q()) | (Q(pmid=pmid) if pmid else Q())
    return list(records.filter(named).order_by().values_list("pk", flat=True)) if named else []


def records_without_words(review: Review) -> QuerySet[Record]:
    """Imported records that the search does not know yet."""
    known = RecordWords.objects.filter(record=OuterRef("pk"))
    return Record.objects.filter(~Exists(known), review=review, batch__state=ImportBatch.State.COMMITTED)


def words_being_read(review: Review) -> Job | None:
    """The job that reads in the words of new records, while it is under way: until then they are not found."""
    latest = Job.objects.filter(review=review, kind="read_words").order_by("-created_at").first()
    return latest if latest and latest.is_open else None


def _condition(tree: Node, fields: Collection[str]) -> Q:
    """What the index can answer in one go is asked of it in one go; it knows no bare "not"."""
    if not has_without(tree) and all(set(leaf.fields) & set(fields) for leaf in leaves(tree)):
        return Q(pk__in=_matching(tree, fields))
    if isinstance(tree, Words):
        return Q(pk__in=[])
    if isinstance(tree, Without):
        return ~_condition(tree.part, fields)
    conditions = [_condition(part, fields) for part in tree.parts]
    return Q(*conditions, _connector=Q.OR if isinstance(tree, Some) else Q.AND)


def _matching(tree: Node, fields: Collection[str]) -> RawSQL:
    if connection.vendor == "postgresql":
        where = "vector @@ to_tsquery('simple', %s)"
        return RawSQL(f"SELECT record_id FROM {TABLE} WHERE {where}", [_tsquery(tree, fields)])  # noqa: S608, S611
    return RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [_fts5(tree, fields)])  # noqa: S608, S611


def _fts5(tree: Node, fields: Collection[str]) -> str:
    if isinstance(tree, Words):
        where = " ".join(name for name in tree.fields if name in fields)
        return f'{{{where}}} : "{" ".join(tree.words)}"{" *" if tree.open_end else ""}'
    word = "OR" if isinstance(tree, Some) else "AND"
    return f" {word} ".join(f"({_fts5(part, fields)})" for part in _parts(tree))


def _tsquery(tree: Node, fields: Collection[str]) -> str:
    if isinstance(tree, Words):
        weights = "".join(WEIGHTS[name] for name in tree.fields if name in fields)
        if len(weights) == len(WEIGHTS):
            weights = ""  # the index knows no weights: asked for, each hit is looked at again
        last = len(tree.words) - 1
        return " <-> ".join(
            f"'{word}':{'*' if tree.open_end and at == last else ''}{weights}" for at, word in enumerate(tree.words)
        )
    sign = "|" if isinstance(tree, Some) else "&"
    return f" {sign} ".join(f"({_tsquery(part, fields)})" for part in _parts(tree))


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.parts if isinstance(tree, Every | Some) else ()
