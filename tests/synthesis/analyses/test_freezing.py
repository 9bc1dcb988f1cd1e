"""Frozen runs: the hash tells whether numbers or recipe changed, and the differences tell what did."""

from synthesis.analyses.freezing import Difference, canonical, differences, inputs_hash, summary

ROW = {"label": "A 2020", "study_id": 7, "e1": 8, "n1": 12, "e2": 3, "n2": 12, "note": ""}
SETTINGS = {"measure": "RR", "model": "random"}


def test_canonical_bytes_do_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": [1.5, None]}) == b'{"a":[1.5,null],"b":1}'
    assert canonical({"a": [1.5, None], "b": 1}) == canonical({"b": 1, "a": [1.5, None]})


def test_the_hash_sees_numbers_and_recipe_but_not_database_ids():
    same = inputs_hash([{**ROW, "study_id": 99, "values": {"e1": [4]}, "note": "x", "year": 1999}], SETTINGS)

    assert inputs_hash([ROW], SETTINGS) == same
    assert inputs_hash([{**ROW, "e1": 9}], SETTINGS) != same
    assert inputs_hash([ROW], {**SETTINGS, "measure": "OR"}) != same


def test_differences_name_studies_added_removed_changed_and_settings():
    other = {**ROW, "label": "B 2021"}
    found = differences(
        [ROW, other], [{**ROW, "e1": 9}, {**ROW, "label": "C 2022"}], SETTINGS, {**SETTINGS, "model": "common"}
    )

    assert found == (
        Difference("B 2021 removed", "events 8 of 12 v events 3 of 12", "", "removed"),
        Difference("C 2022 added", "", "events 8 of 12 v events 3 of 12", "added"),
        Difference(
            "A 2020 changed", "events 8 of 12 v events 3 of 12", "events 9 of 12 v events 3 of 12", "changed"
        ),
        Difference("Model", "random effects", "common effect"),
    )
    assert summary(found) == "1 study added, 1 removed, 1 changed; Model"


def test_the_same_inputs_differ_in_nothing():
    assert differences([ROW], [dict(ROW)], SETTINGS, dict(SETTINGS)) == ()
