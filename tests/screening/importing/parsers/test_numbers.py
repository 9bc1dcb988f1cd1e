"""A file that counts its records is asked whether all are there."""

import pytest

from .reading import read

OF = "Record #{} of 5\nID: CN-{}\nTI: T{}\nSO: Pain\nYR: 200{}\n\n"
OVID = "{}\nVN  - Ovid\nUI  - {}\nTI  - T{}\nSO  - Pain. {}(1):1-2, 2001.\n\n"


def cochrane(*numbers):
    return "".join(OF.format(n, n, n, n) for n in numbers)


def ovid(*heads):
    return "".join(OVID.format(head, n, n, n) for n, head in enumerate(heads, 1))


@pytest.mark.parametrize(
    ("format", "text", "records", "told"),
    [
        ("cochrane_text", cochrane(1, 2, 3, 4, 5), 5, []),
        ("cochrane_text", cochrane(1, 2), 2, [(7, "says that it has 5 records, and ends with record 2", 3)]),
        ("cochrane_text", cochrane(1, 2, 1, 2, 3, 4, 5), 7, [(7, "says that it has 5 records", 3)]),
        ("cochrane_text", cochrane(1, 2, 4, 5), 4, [(13, "After record 2 comes record 4: 3 cannot", 0)]),
        ("cochrane_text", cochrane(1, 2, 3, 4, 5).replace("#3 of", "#n of"), 5, [(19, "After record 2", 0)]),
        ("ovid", ovid("<1. >", "<2. >", "<3. >"), 3, []),
        ("ovid", ovid("<1. >", "<3. >", "<6. >"), 3, [(7, ": 2 cannot", 0), (13, ": 4 to 5 cannot", 0)]),
        ("ovid", ovid("<1. >", "<2.}}} >", "<3. >"), 3, [(13, "After record 1 comes record 3", 0)]),
        ("ovid", ovid("<1. >", "<2. > <2. >", "<3. >"), 3, [(13, "After record 1 comes record 3", 0)]),
        ("ovid", ovid("<1. >", "<1. >", "<2. >"), 3, [(7, "Two lines say that record 1 begins", 0)]),
        ("ovid", ovid("1.", "2.", "4."), 3, [(13, "After record 2 comes record 4", 0)]),
    ],
)
def test_numbers_that_are_missing_are_told(format, text, records, told):
    got, problems = read(text, format)
    others = ("Text outside any record", "The record before seems to hold two")
    counted = [problem for problem in problems if not problem.what.startswith(others)]
    assert len(got) == records
    assert [(problem.line, problem.lost) for problem in counted] == [(line, lost) for line, _, lost in told]
    assert all(words in problem.what for problem, (_, words, _) in zip(counted, told, strict=True))
