"""Published data sets as facts, typed in once and used by several tests."""

# Colditz et al. (1994) JAMA 271, 698-702: BCG vaccine against tuberculosis, 13 trials.
BCG = [
    {"label": label, "e1": e1, "n1": n1, "e2": e2, "n2": n2, "ablat": ablat}
    for label, e1, n1, e2, n2, ablat in (
        ("Aronson 1948", 4, 123, 11, 139, 44),
        ("Ferguson & Simes 1949", 6, 306, 29, 303, 55),
        ("Rosenthal 1960", 3, 231, 11, 220, 42),
        ("Hart & Sutherland 1977", 62, 13598, 248, 12867, 52),
        ("Frimodt-Moller 1973", 33, 5069, 47, 5808, 13),
        ("Stein & Aronson 1953", 180, 1541, 372, 1451, 44),
        ("Vandiviere 1973", 8, 2545, 10, 629, 19),
        ("TPT Madras 1980", 505, 88391, 499, 88391, 13),
        ("Coetzee & Berjak 1968", 29, 7499, 45, 7277, 27),
        ("Rosenthal 1961", 17, 1716, 65, 1665, 42),
        ("Comstock 1974", 186, 50634, 141, 27338, 18),
        ("Comstock & Webster 1969", 5, 2498, 3, 2341, 33),
        ("Comstock 1976", 27, 16913, 29, 17854, 33),
    )
]


def columns(rows: list[dict]) -> dict[str, list]:
    """The rows as columns."""
    return {key: [row[key] for row in rows] for key in rows[0]}


# Normand (1999) Stat. Med. 18, 321-359, table VI: days in hospital after stroke, specialist against
# routine care (n, mean, SD per arm).
NORMAND = [
    {"label": label, "n1": n1, "m1": m1, "sd1": sd1, "n2": n2, "m2": m2, "sd2": sd2}
    for label, n1, m1, sd1, n2, m2, sd2 in (
        ("Edinburgh", 155, 55, 47, 156, 75, 64),
        ("Orpington-Mild", 31, 27, 7, 32, 29, 4),
        ("Orpington-Moderate", 75, 64, 17, 71, 119, 29),
        ("Orpington-Severe", 18, 66, 20, 18, 137, 48),
        ("Montreal-Home", 8, 14, 8, 13, 18, 11),
        ("Montreal-Transfer", 57, 19, 7, 52, 18, 4),
        ("Newcastle", 34, 52, 45, 33, 41, 34),
        ("Umea", 110, 21, 16, 183, 31, 27),
        ("Uppsala", 60, 30, 27, 52, 23, 20),
    )
]

# Konstantopoulos (2011) Res. Synth. Methods 2, 61-76, table I: modified school calendars, schools in
# districts (district, effect, variance).
KONSTANTOPOULOS = [
    *[("11", y, v) for y, v in ((-0.18, 0.118), (-0.22, 0.118), (0.23, 0.144), (-0.3, 0.144))],
    *[("12", y, v) for y, v in ((0.13, 0.014), (-0.26, 0.014), (0.19, 0.015), (0.32, 0.024))],
    *[("18", y, v) for y, v in ((0.45, 0.023), (0.38, 0.043), (0.29, 0.012))],
    *[("27", y, v) for y, v in ((0.16, 0.02), (0.65, 0.004), (0.36, 0.004), (0.6, 0.007))],
    *[("56", y, v) for y, v in ((0.08, 0.019), (0.04, 0.007), (0.19, 0.005), (-0.06, 0.004))],
    *[("58", y, v) for y, v in ((-0.18, 0.02), (0, 0.018), (0, 0.019), (-0.28, 0.022), (-0.04, 0.02))],
    *[("58", y, v) for y, v in ((-0.3, 0.021), (0.07, 0.006), (0, 0.007), (0.05, 0.007), (-0.08, 0.007))],
    *[("58", y, v) for y, v in ((-0.09, 0.007),)],
    *[("71", y, v) for y, v in ((0.3, 0.015), (0.98, 0.011), (1.19, 0.01))],
    *[("86", y, 0.001) for y in (-0.07, -0.05, -0.01, 0.02, -0.03, 0, 0.01, -0.1)],
    *[("91", y, v) for y, v in ((0.5, 0.01), (0.66, 0.011), (0.2, 0.01), (0, 0.009), (0.05, 0.013), (0.07, 0.013))],
    *[("108", y, v) for y, v in ((-0.52, 0.031), (0.7, 0.031), (-0.03, 0.03), (0.27, 0.03), (-0.34, 0.03))],
    *[("644", y, v) for y, v in ((0.12, 0.087), (0.61, 0.082), (0.04, 0.067), (-0.05, 0.067))],
]

# Hasselblad (1998) Med. Decis. Making 18, 37-43: smoking cessation, 24 trials (study, treatment, quit, n).
# N no contact, I individual counselling, G group counselling, S self-help.
SMOKING = [
    (f"S{number}", treatment, quit_, n)
    for number, arms in enumerate(
        (
            (("I", 363, 714), ("N", 75, 731)),
            (("G", 10, 138), ("I", 23, 140), ("N", 9, 140)),
            (("I", 9, 205), ("N", 2, 106)),
            (("I", 237, 1561), ("N", 58, 549)),
            (("I", 9, 48), ("N", 0, 33)),
            (("I", 16, 43), ("S", 20, 49)),
            (("I", 31, 98), ("N", 3, 100)),
            (("I", 26, 95), ("N", 1, 31)),
            (("G", 29, 170), ("I", 12, 85), ("S", 11, 78)),
            (("I", 17, 77), ("N", 6, 39)),
            (("N", 79, 702), ("S", 77, 694)),
            (("N", 18, 671), ("S", 21, 535)),
            (("I", 107, 761), ("N", 64, 642)),
            (("G", 20, 74), ("I", 12, 76)),
            (("G", 3, 26), ("I", 9, 55)),
            (("G", 32, 127), ("S", 7, 66)),
            (("I", 8, 90), ("N", 5, 62)),
            (("I", 34, 237), ("N", 20, 234)),
            (("G", 9, 20), ("N", 0, 20)),
            (("N", 8, 116), ("S", 19, 149)),
            (("I", 143, 1031), ("N", 95, 1107)),
            (("I", 36, 504), ("N", 15, 187)),
            (("I", 73, 675), ("N", 78, 584)),
            (("I", 54, 888), ("N", 69, 1177)),
        ),
        start=1,
    )
    for treatment, quit_, n in arms
]
