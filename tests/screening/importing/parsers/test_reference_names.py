"""The authors of printed references: initials behind the family name, groups behind semicolons, "et al."."""

import pytest

from screening.importing.parsers.names import person
from screening.importing.parsers.reference_names import names_in

from .reading import read

LISTS = {
    "Zanos P., Gould T.D.": "Zanos, P. | Gould, T.D.",
    "Berman R.M., Cappiello A., Anand A., Oren D.A.": "Berman, R.M. | Cappiello, A. | Anand, A. | Oren, D.A.",
    "Egger M., Davey Smith G., Minder C.": "Egger, M. | Davey Smith, G. | Minder, C.",
    "Duman R.-S., van der Berg A.B., O'Brien K.E. & Müller-Lüth K.-H.": "Duman, R.-S. | van der Berg, A.B. | "
    "O'Brien, K.E. | Müller-Lüth, K.-H.",
    "Zarate C.A., Jr., Singh J.B.": "Zarate, C.A., Jr. | Singh, J.B.",
    "Roe C.A. Jr., Poe J.B., et al.": "Roe, C.A., Jr | Poe, J.B.",
    "Abdallah C. G., Roache J. D. and de Jong P.J.": "Abdallah, C. G. | Roache, J. D. | de Jong, P.J.",
    "Ioannidis J.P.A.": "Ioannidis, J.P.A.",
    "Chen Y.-H., Li X.-Y": "Chen, Y.-H. | Li, X.-Y.",
    "Schulz KF, Altman DG, Moher D; CONSORT Group": "Schulz, KF | Altman, DG | Moher, D | CONSORT Group",
    "von Elm E, Altman DG; STROBE Initiative": "von Elm, E | Altman, DG | STROBE Initiative",
    "Schulz K.F., Moher D.; for the CONSORT Group.": "Schulz, K.F. | Moher, D. | CONSORT Group",
    "Schulz, K. F., Altman, D. G., & Moher, D.; CONSORT Group": "Schulz, K. F. | Altman, D. G. | Moher, D. | "
    "CONSORT Group",
    "Roe D, Poe DG; on behalf of the PRISMA-P Investigators": "Roe, D | Poe, DG | PRISMA-P Investigators",
    "Roe D, Poe DG; SPIRIT-AI and CONSORT-AI Working Group; Liu X, Rivera SC": "Roe, D | Poe, DG | "
    "SPIRIT-AI and CONSORT-AI Working Group | Liu, X | Rivera, SC",
    "Shamseer L, Clarke M, et al; and the PRISMA-P Group": "Shamseer, L | Clarke, M | PRISMA-P Group",
    "Gagnier JJ, Riley D; CARE Group*": "Gagnier, JJ | Riley, D | CARE Group",
    "Moher D, Altman DG, and the PRISMA Group": "Moher, D | Altman, DG | PRISMA Group",
    "RECOVERY Collaborative Group; Horby P, Lim WS": "RECOVERY Collaborative Group | Horby, P | Lim, WS",
    "Zanos, P.; Gould, T.D.; Smith, J.": "Zanos, P. | Gould, T.D. | Smith, J.",
    "Roe J; Poe E; Doe K": "Roe, J | Poe, E | Doe, K",
    "Roe A, Poe MK; Doe AM": "Roe, A | Poe, MK | Doe, AM",
    "A. Anand et al.,": "Anand, A.",
    "J. Smith, K. Rand et al.": "Smith, J. | Rand, K.",
    "A. Anand, and et al.,": "Anand, A.",
    "R. Strand and others": "Strand, R.",
    "Brand M, Ferdinand K, et al.": "Brand, M | Ferdinand, K",
    "Brand, E. and Rand, K.": "Brand, E. | Rand, K.",
    "Van der Kolk, Bessel": "Van der Kolk, Bessel",
    "Van der Kolk, Bessel, and Judith Herman": "Van der Kolk, Bessel | Herman, Judith",
    "De Jong, Peter, Anna Roe, and Ola Poe": "De Jong, Peter | Roe, Anna | Poe, Ola",
    "The PLoS Medicine Editors": "The PLoS Medicine Editors",
    "Steven P. Cohen, Michael COHEN, Anna Roe": "Cohen, Steven P. | COHEN, Michael | Roe, Anna",
}


@pytest.mark.parametrize("text", LISTS)
def test_names_in_the_ways_styles_list_them(text):
    assert " | ".join(names_in(text)[0]) == LISTS[text]


@pytest.mark.parametrize("text", ["A. Anand et al.,", "J. Smith, K. Rand et al.", "R. Strand and others"])
def test_a_list_cut_short_is_told_also_behind_a_name_that_ends_in_and(text):
    assert names_in(text)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Y. -H. Chen", "Chen, Y.-H."),
        ("J. -P. van der Berg", "van der Berg, J.-P."),
        ("A. -M. Roe-Poe", "Roe-Poe, A.-M."),
        ("Chen, Y. -H.", "Chen, Y.-H."),
        ("Y.-H. Chen", "Chen, Y.-H."),
    ],
)
def test_hyphens_between_initials_that_stand_loose(text, expected):
    assert person(text) == person(text, given_first=True) == expected


@pytest.mark.parametrize(
    ("text", "authors", "title"),
    [
        (
            "Krystal J.H., Abdallah C.G., Duman R.S. Ketamine: A Paradigm Shift for Depression. Neuron. "
            "2019;101:774–778. doi: 10.1016/j.neuron.2019.02.005.",
            ("Krystal, J.H.", "Abdallah, C.G.", "Duman, R.S."),
            "Ketamine: A Paradigm Shift for Depression",
        ),
        (
            "Phillips J.L., Norris S., Talbot J. Single, repeated, and maintenance ketamine infusions. "
            "Am. J. Psychiatry 2019, 176, 401–409.",
            ("Phillips, J.L.", "Norris, S.", "Talbot, J."),
            "Single, repeated, and maintenance ketamine infusions",
        ),
        (
            "Wang J., Li X.Y., Zhang Y. T cells in pain: A systematic review. J. Immunol. 2011;186:1–9.",
            ("Wang, J.", "Li, X.Y.", "Zhang, Y."),
            "T cells in pain: A systematic review",
        ),
        (
            "Welch V, Petticrew M, et al; PRISMA-Equity Bellagio group. PRISMA-Equity 2012 extension. PLoS Med. "
            "2012;9(10):e1001333.",
            ("Welch, V", "Petticrew, M", "PRISMA-Equity Bellagio group"),
            "PRISMA-Equity 2012 extension",
        ),
    ],
)
def test_the_title_begins_behind_the_last_initial(text, authors, title):
    (record,), problems = read(text, "references")

    assert (record.authors, record.title, problems) == (authors, title, [])
