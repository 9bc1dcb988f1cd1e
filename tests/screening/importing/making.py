"""Small search files and the whole of what an import leaves, for the tests of the import."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from screening.models import DuplicateLink, Event, ImportBatch, ImportProblem, Record, SearchSource, StagedRow


def ris(first: int, last: int, **fields: str) -> bytes:
    """A RIS file of the records numbered first to last; `fields` are added tags, "{n}" their number."""
    entries = []
    for n in range(first, last + 1):
        lines = [
            "TY  - JOUR",
            f"TI  - Ketamine for neuropathic pain in trial number {n}",
            f"AU  - Author{n}, Ada",
            "PY  - 2020",
            "JO  - Pain",
            f"VL  - {n}",
            f"DO  - 10.1234/pain.{n}",
            f"AB  - Background: pain. Methods: {n} adults received ketamine.",
            *(f"{tag}  - {text.format(n=n)}" for tag, text in fields.items()),
            "ER  - ",
        ]
        entries.append("\r\n".join(lines))
    return "\r\n".join(entries).encode() + b"\r\n"


def upload(content: bytes, name: str = "search.ris") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def source_of(member, name: str = "PubMed") -> SearchSource:
    return SearchSource.objects.get_or_create(review=member.review, name=name)[0]


def canonical(review) -> bytes:
    """Everything an import writes, without ids and times: two runs that end the same give the same bytes."""
    place = {pk: list(key) for pk, *key in Record.objects.values_list("pk", "batch__sha256", "row_no")}
    columns = [
        f.attname for f in Record._meta.fields if f.name not in ("id", "review", "batch", "primary", "created_at")
    ]
    records = [
        {
            **{name: row[name] for name in columns},
            "place": place[row["id"]],
            "primary": place.get(row["primary_id"]),
        }
        for row in Record.objects.filter(review=review).values()
    ]
    links = DuplicateLink.objects.filter(record__review=review, undone_at=None)
    told = Event.objects.filter(review_id=review.pk, subject_type="importbatch").values_list("verb", "after")
    whole = {
        "records": sorted(records, key=lambda row: row["place"]),
        "links": sorted([place[link.record_id], place[link.primary_id], link.rule] for link in links),
        "imports": list(
            ImportBatch.objects.filter(review=review).values_list(
                "sha256", "state", "rows", "committed_rows", "counts"
            )
        ),
        "problems": list(ImportProblem.objects.filter(batch__review=review).values_list("line", "what", "done")),
        "staged": StagedRow.objects.filter(batch__review=review).count(),
        "events": sorted(told, key=str),
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()
