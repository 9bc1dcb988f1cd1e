"""What stands under a list that was copied with the end of its page is no reference, and is told of."""

import pytest

from .reading import read

LIST = (
    "Low, G. F. (2019). Ketamine for moles: How much? Journal of Burrows, 12(3), 4–9. https://doi.org/10.1234/jb.1",
    "Roe, J. A., & van Poe, E. (2011). Pain in mice. European Journal of Pain, 15(10), 1049–1058.",
)
NOTICES = {
    "a preprint server": (
        "Copyright (c) 2026 Ada Low, Ben Roe, Cy Poe, Dee Moe",
        "",
        "This work is licensed under a Creative Commons Attribution 4.0 International License.",
        "Everything here is open access and under a Creative Commons Attribution 4.0 License (CC BY 4.0).",
    ),
    "a journal": ("© 2023 The Authors. Published by Burrow Press. Open access under the CC BY licence.",),
    "a journal, wrapped": (
        "Publisher’s Note Burrow Press remains neutral with regard to jurisdictional",
        "claims in published maps and institutional affiliations.",
        "Open Access This article is licensed under a Creative Commons licence, which",
        "permits use and sharing, as long as you give credit to the",
        "authors.",
    ),
    "rights": ("All rights reserved. No part may be copied without a licence of the publisher.",),
}


@pytest.mark.parametrize("between", ["", "\n"])
@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_notice_under_the_list_is_left_out_and_told(notice, numbered, between):
    listed = [f"{n}. {text}" for n, text in enumerate(LIST, 1)] if numbered else LIST
    text = "\n".join(["References", *listed, *([""] if between else []), *notice]) + "\n"
    records, problems = read(text, "references")
    assert [record.title for record in records] == ["Ketamine for moles: How much?", "Pain in mice"]
    assert records[-1].pages == "1049-1058"
    [told] = [problem for problem in problems if "copyright" in problem.what]
    assert notice[0][:40] in told.what
    assert not told.lost


@pytest.mark.parametrize(
    "last",
    [
        "Copyright, A. B. (2012). Who owns a mole? Journal of Burrows, 5(1), 1–9.",
        "Copyright Office. (2014). Licences for burrows. Burrow Press.",
        "Open Access Group. (2013). This work is free: Open access for moles. Journal of Burrows, 6(1), 1–9.",
        "This article is a licence: Moles and their rights. (2010). Journal of Burrows, 3(2), 7–8.",
    ],
)
def test_a_reference_about_copyright_is_none(last):
    records, problems = read("\n".join([*LIST, last]) + "\n", "references")
    assert len(records) == 3
    assert not [problem for problem in problems if "copyright and licence" in problem.what]


def test_references_below_a_notice_stay():
    text = "\n".join([LIST[0], "© 2023 The Authors. All rights reserved.", LIST[1]]) + "\n"
    assert [record.title for record in read(text, "references")[0]][-1] == "Pain in mice"
