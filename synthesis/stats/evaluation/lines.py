"""Answers to a whole file of requests, one JSON-safe dict each.

A file is one request (`columns`, `kind`, `capability`, `call`, optional `V`), or one input with many
checks: `input.columns`, `input.V`, `data.kind` and `checks` with `id`, `capability`, `call`. A check that does not
say which measure or which column of clusters it is about means those of its file, where the other checks agree on
them; its answer then says so in `taken`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.dispatch import evaluate


def _requests(document: Any) -> list[tuple[str, Any]]:
    """Each request with its id; InputError where the document is neither of the two."""
    if not isinstance(document, Mapping):
        raise InputError(f"a file holds one request or an input with checks, not a {type(document).__name__}")
    name = str(document.get("id", ""))
    if "checks" not in document:
        return [(name, document)]
    given, data, checks = document.get("input"), document.get("data"), document["checks"]
    for part, value in (("input", given), ("data", data)):
        if not isinstance(value, Mapping):
            raise InputError("names with values are needed beside the checks", field=part)
    if not isinstance(checks, list):
        raise InputError("a list is needed", field="checks")
    shared = {"columns": given.get("columns"), "kind": data.get("kind"), "V": given.get("V")}
    whole = [{**check, **shared, "siblings": checks} if isinstance(check, Mapping) else check for check in checks]
    names = [check.get("id", at) if isinstance(check, Mapping) else at for at, check in enumerate(checks, 1)]
    return [(f"{name}/{each}", check) for each, check in zip(names, whole, strict=True)]


NEEDED = ("columns", "kind", "capability", "call")


def holds_requests(document: Any) -> bool:
    """Whether every request of the document is one: what lacks a part of it can have no answer."""
    try:
        return all(isinstance(each, Mapping) and set(NEEDED) <= set(each) for _, each in _requests(document))
    except InputError:
        return False


def _answer(request: Any) -> dict[str, Any]:
    if not isinstance(request, Mapping):
        return _refused(InputError(f"names with values are needed, got {request!r}", field="checks"))
    try:
        columns, kind, call = request["columns"], request["kind"], request["call"]
        siblings = request.get("siblings", ())
        result = evaluate(columns, kind, request["capability"], call, request.get("V"), siblings=siblings)
        taken = result.pop("taken", None)
        return {"result": result, "taken": taken} if taken else {"result": result}
    except NotImplementedError as missing:
        return {"unsupported": str(missing)}
    except ValueError as refusal:
        return _refused(refusal)
    except KeyError as missing:
        return {"error": f"the request lacks {missing.args[0]!r}", "row": None, "field": str(missing.args[0])}


def _refused(refusal: ValueError) -> dict[str, Any]:
    """The refusal with its place; rows are counted from 1, as in its text."""
    row = getattr(refusal, "row", None)
    return {
        "error": str(refusal),
        "row": None if row is None else row + 1,
        "field": getattr(refusal, "field", None),
    }


def answers(document: Any) -> Iterator[dict[str, Any]]:
    """One dict per request: `id` and `result`, or `error` with row (from 1) and field, or `unsupported`."""
    try:
        requests = _requests(document)
    except InputError as refusal:
        yield {"id": "", **_refused(refusal)}
        return
    for name, request in requests:
        yield {"id": name, **_answer(request)}
