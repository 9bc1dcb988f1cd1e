"""Subgroups and meta-regression."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from synthesis.stats.effect_sizes import EffectArrays
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.basics import heterogeneity_values, summary
from synthesis.stats.evaluation.request import Request, Studies, studies_of
from synthesis.stats.heterogeneity import i2_and_h2
from synthesis.stats.meta_regression import Moderators, is_numeric, moderators_of, regress
from synthesis.stats.results import Notice
from synthesis.stats.study_data import is_missing, label_of, labels_in
from synthesis.stats.subgroups import CommonSubgroups, SeparateSubgroups, common, separate


def _levels(request: Request) -> tuple[Studies, list[str], list[str]]:
    """The usable studies of the requested levels, their level each, and the levels in order."""
    by = request.needed("by")
    named = labels_in(request.columns, by)
    levels = _asked(request) or sorted({g for g in named if g})
    plain = [None if is_missing(v) else str(v) for v in request.columns[by]]
    if set(levels) <= set(plain):
        named = plain
    strange = [level for level in levels if level not in named]
    if strange:
        raise InputError(f"no study of the column {by} has the level {strange[0]!r}", field="levels")
    known = request.leave_out_missing(by)
    asked = np.array([g in levels for g in named], dtype=bool)
    request.leave_out(known & ~asked, "other_level", f"its level of {by} is not among those asked for")
    studies = studies_of(request, asked)
    groups = [named[row] for row in studies.rows]
    return studies, groups, [level for level in levels if level in groups]


def _asked(request: Request) -> list[str]:
    """The levels that the call names."""
    found = [label_of(level, field="levels") for level in request.call.get("levels") or ()]
    if None in found:
        raise InputError("a level cannot be empty", field="levels")
    return [str(level) for level in found]


def subgroup(request: Request) -> dict[str, Any]:
    request.of_effects("by", "levels", "model", "tau2_estimator", "test", "tau2_common", "level")
    studies, groups, levels = _levels(request)
    options = {
        "model": request.model if "model" in request.call or "tau2_estimator" in request.call else "common",
        "method": request.method,
        "test": request.test,
        "level": request.level,
    }
    told = {"warnings": [notice.to_dict() for notice in _told(request, groups, levels)]}
    if request.call.get("tau2_common"):
        return _common_answer(common(studies.yi, studies.vi, groups, levels, **options)) | told
    return _separate_answer(separate(studies.yi, studies.vi, groups, levels, **options)) | told


def _told(request: Request, groups: list[str], levels: list[str]) -> list[Notice]:
    """Levels asked for that no pooled study has, and those of one study."""
    found = []
    if gone := [level for level in _asked(request) if level not in levels]:
        found.append(Notice("empty_level", f"No pooled study has the level {', '.join(gone)}: left out."))
    if single := [level for level in levels if groups.count(level) == 1]:
        text = (
            f"One study alone stands for {', '.join(single)}: its effect takes part in the test between subgroups."
        )
        found.append(Notice("single_study", text))
    return found


def _separate_answer(found: SeparateSubgroups) -> dict[str, Any]:
    summaries = [summary(f) | heterogeneity_values(f) | {"tau2": f.tau2} for f in found.fits]
    return {
        "subgroups": dict(zip(found.levels, summaries, strict=True)),
        "levels": list(found.levels),
        "estimate": [s["estimate"] for s in summaries],
        "se": [s["se"] for s in summaries],
        "tau2": [s["tau2"] for s in summaries],
        "Q_between": found.Q_between,
        "Q_between_df": found.df,
        "Q_between_pval": found.pval,
        "Q_within": found.Q_within,
    }


def _common_answer(found: CommonSubgroups) -> dict[str, Any]:
    cells = found.cells
    low, high = cells.ci
    columns = zip(found.levels, cells.coef, cells.se, low, high, cells.pval, strict=True)
    names = ("estimate", "se", "ci_lb", "ci_ub", "pval")
    qm, df, pval = found.omnibus()
    return {
        "subgroups": {level: dict(zip(names, values, strict=True)) for level, *values in columns},
        "tau2": cells.tau2,
        "QM": qm,
        "QM_df": [df, cells.df],
        "QM_pval": pval,
        "QE": cells.Q,
        "QE_df": cells.Q_df,
        "QE_pval": cells.Q_pval,
        "R2": found.R2,
    }


UNCENTRED = re.compile(r"(?P<name>.+?): numeric, uncentred")
DUMMIES = re.compile(r"(?P<name>.+?): dummy-coded, reference level '(?P<level>.*)'(?: \(levels sorted\))?")
LEFT_OUT = "rows with a missing moderator left out"
BETWEEN = re.compile(r";\s+(?=[^;']*: |rows with)")


def _coded(request: Request, names: list[str]) -> dict[str, str | None]:
    """Name -> reference level as the call's `coding` says (None for numbers); what it says otherwise is refused."""
    text = request.call.get("coding")
    if text is None:
        return {}
    if not isinstance(text, str):
        raise NotImplementedError(f"the coding {text!r} is not supported")
    found: dict[str, str | None] = {}
    for part in BETWEEN.split(text.strip()):
        told = UNCENTRED.fullmatch(part) or DUMMIES.fullmatch(part)
        if part == LEFT_OUT:
            continue
        if told is None or told["name"] not in names:
            raise NotImplementedError(f"the coding {part!r} is not supported")
        name, level = told["name"], told.groupdict().get("level")
        values = request.columns.get(name, ())
        if bool(values) and is_numeric(values) != (level is None):
            raise NotImplementedError(f"the coding {part!r} does not fit the values of {name}")
        found[name] = level
    return found


def moderators_asked(request: Request, effects: EffectArrays) -> Moderators:
    """The design that the call's `moderators` and `terms` ask for; rows that it cannot use are told as left out."""
    request.left.update({each["row"]: each for each in request.excluded(effects)})
    usable = effects.usable
    text = str(request.needed("moderators"))
    if any(sign in text for sign in ":*^("):
        raise NotImplementedError(f"moderators {text!r}: only sums of columns are supported")
    names = [name.strip() for name in text.split("+")]
    terms = [str(t) for t in request.call.get("terms") or ()]
    references = _coded(request, names)
    for name in names:
        if references.get(name) is not None:
            continue
        values = request.columns.get(name, ())
        if terms and values and not is_numeric(values):
            rows = zip(labels_in(request.columns, name), usable, strict=True)
            present = {v for v, use in rows if use and v is not None}
            free = [level for level in sorted(present) if f"{name}{level}" not in terms]
            references[name] = free[0] if len(free) == 1 else None
    found = moderators_of(request.columns, names, usable, {k: v for k, v in references.items() if v})
    for name in names:
        request.leave_out_missing(name)
    if not terms or list(found.terms[1:]) == terms[1:]:
        return found
    if sorted(found.terms[1:]) != sorted(terms[1:]):
        raise NotImplementedError(f"terms {terms}: the columns give {list(found.terms)}")
    order = [0, *(found.terms.index(term) for term in terms[1:])]
    return Moderators(tuple(found.terms[i] for i in order), found.matrix[:, order], found.complete)


def meta_regression(request: Request) -> dict[str, Any]:
    request.of_effects("moderators", "model", "tau2_estimator", "test", "level")
    effects = request.effects()
    moderators = moderators_asked(request, effects)
    found = regress(
        effects.yi,
        effects.vi,
        moderators,
        model=request.model,
        method=request.method or "REML",
        test=request.test,
        level=request.level,
    )
    fit = found.fit
    rows = moderators.matrix[moderators.complete]
    points = (rows.mean(axis=0), rows[0])
    i2, h2 = i2_and_h2(fit)
    return found.result().to_dict() | {
        "I2": i2,
        "H2": h2,
        "tau2": fit.tau2 if fit.model == "random" else math.nan,
        "loglik_ml": fit.log_likelihood(restricted=False),
        "loglik_reml": fit.log_likelihood(restricted=True),
        "predictions": [{"x": x.tolist(), **found.predict(x)} for x in points],
    }


CAPABILITIES = {"subgroup": subgroup, "meta_regression": meta_regression}
