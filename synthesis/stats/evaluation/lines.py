"""Answers to a whole file of requests, one JSON-safe dict each.

A file is one request (`columns`, `kind`, `capability`, `call`, optional `V`), or one input with many
checks: `input.columns`, `input.V`, `data.kind` and `checks` with `id`, `capability`, `call`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.dispatch import evaluate


def _requests(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "checks" not in document:
        yield str(document.get("id", "")), document
        return
    for check in document["checks"]:
        shared = {
            "columns": document["input"]["columns"],
            "kind": document["data"]["kind"],
            "V": document["input"].get("V"),
        }
        yield f"{document['id']}/{check['id']}", {**check, **shared}


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        columns, kind = request["columns"], request["kind"]
        return {"result": evaluate(columns, kind, request["capability"], request["call"], request.get("V"))}
    except NotImplementedError as missing:
        return {"unsupported": str(missing)}
    except InputError as refusal:
        return {"error": str(refusal), "row": refusal.row, "field": refusal.field}
    except ValueError as refusal:
        return {"error": str(refusal), "row": None, "field": None}
    except KeyError as missing:
        return {"error": f"the request lacks {missing.args[0]!r}", "row": None, "field": str(missing.args[0])}


def answers(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One dict per request: `id` and `result`, or `error` with row and field, or `unsupported`."""
    for name, request in _requests(document):
        yield {"id": name, **_answer(request)}
