"""Tagged files and lists nobody should have to read, and what is said of each."""

# ruff: noqa: E501 - each message stands on one line, as a reader would see it

from .bad_making import RIS, Bad

FILES = (
    Bad(
        "RIS without ER",
        b"TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n",
        "ris",
        ["A", "B"],
        ["1: The record has no closing ER line. It was taken to end where the next record begins."],
    ),
    Bad(
        "RIS without TY",
        b"TI  - A\nAU  - Roe, J.\nPY  - 2001\nDO  - 10.1000/1\nER  - \n",
        "ris",
        ["A"],
        ["1: The record does not begin with a TY line. It was read all the same, with the type “other”."],
    ),
    Bad(
        "RIS cut in a tag",
        b"TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nT",
        "ris",
        ["A", ""],
        [
            "4: The record has no title. It was kept without a title.",
            "4: The record has no closing ER line. It was taken to end where the next record begins.",
        ],
    ),
    Bad(
        "RIS text between records",
        b"TY  - JOUR\nTI  - A\nER  - \nSee you soon\nTY  - JOUR\nTI  - B\nER  - \n",
        "ris",
        ["A", "B"],
        ["4: Text outside any record: “See you soon”. It was left out; no record was lost."],
    ),
    Bad("RIS ER alone", b"TY  - JOUR\nTI  - A\nER  - \nER  - \n", "ris", ["A"], []),
    Bad(
        "RIS empty record",
        b"TY  - JOUR\nER  - \n",
        "ris",
        [""],
        ["1: The record has no title. It was kept without a title."],
    ),
    Bad("RIS unknown tags", b"TY  - JOUR\nTI  - A\nQ9  - x\nZZ  - y\nER  - \n", "ris", ["A"], []),
    Bad("RIS tags in small letters", b"ty  - JOUR\nti  - A\ner  - \n", "ris", ["A"], []),
    Bad(
        "RIS year 0",
        b"TY  - JOUR\nTI  - A\nPY  - 0\nER  - \n",
        "ris",
        ["A"],
        ["3: “0” holds no year. The year was left empty; the text is kept."],
    ),
    Bad(
        "RIS year 20245",
        b"TY  - JOUR\nTI  - A\nPY  - 20245\nER  - \n",
        "ris",
        ["A"],
        ["3: “20245” holds no year. The year was left empty; the text is kept."],
    ),
    Bad(
        "RIS in press",
        b"TY  - JOUR\nTI  - A\nPY  - in press\nER  - \n",
        "ris",
        ["A"],
        ["3: “in press” holds no year. The year was left empty; the text is kept."],
    ),
    Bad(
        "RIS DOI cut off",
        b"TY  - JOUR\nTI  - A\nDO  - 10.1000/abc-\nER  - \n",
        "ris",
        ["A"],
        [
            "3: The DOI 10.1000/abc- looks wrong: it ends in “-”, as if cut off. It was kept as printed; look it up in the file. A corrected file can be imported instead."
        ],
    ),
    Bad(
        "RIS DOI a digit short",
        b"TY  - JOUR\nTI  - A\nDO  - 10.1097/j.pain.000000000000160\nER  - \n",
        "ris",
        ["A"],
        [
            "3: The DOI 10.1097/j.pain.000000000000160 looks wrong: DOIs that begin with 10.1097/j.pain. have 16 digits after it, this one has 15. It was kept as printed; look it up in the file. A corrected file can be imported instead."
        ],
    ),
    Bad(
        "RIS DOI that is none",
        b"TY  - JOUR\nTI  - A\nDO  - see publisher\nER  - \n",
        "ris",
        ["A"],
        [
            "3: The DOI see publisher looks wrong: it does not have the form 10.number/name. It was kept as printed; look it up in the file. A corrected file can be imported instead."
        ],
    ),
    Bad(
        "RIS DOI with odd brackets",
        b"TY  - JOUR\nTI  - A\nDO  - 10.1000/S0140(21\nER  - \n",
        "ris",
        ["A"],
        [
            "3: The DOI 10.1000/s0140(21 looks wrong: its brackets do not match. It was kept as printed; look it up in the file. A corrected file can be imported instead."
        ],
    ),
    Bad(
        "RIS no title",
        b"TY  - JOUR\nAU  - Roe, J.\nER  - \n",
        "ris",
        [""],
        ["1: The record has no title. It was kept without a title."],
    ),
    Bad(
        "RIS numeric LB and repeated KW",
        b"TY  - JOUR\nTI  - A\nLB  - 1\nKW  - x\nKW  - x\nER  - \n",
        "ris",
        ["A"],
        [],
    ),
    Bad(
        "RIS as UTF-8 with cp1252 bytes",
        "TY  - JOUR\nTI  - Gdańsk ".encode() + b"caf\xe9\nER  - \n",
        "ris",
        ["Gdańsk café"],
        [
            "2: Some bytes of this UTF-8 file are not UTF-8, from this line on. Those bytes were read as Windows-1252."
        ],
    ),
    Bad("RIS with NUL", b"TY  - JOUR\nTI  - A\0B\nER  - \n", "ris", ["AB"], []),
    Bad("RIS CR only", RIS.format("A").replace("\n", "\r").encode(), "ris", ["A"], []),
    Bad(
        "RIS mixed line ends",
        RIS.format("A").encode() + RIS.format("B").replace("\n", "\r\n").encode(),
        "ris",
        ["A", "B"],
        [],
    ),
    Bad("RIS UTF-16", RIS.format("Ärger").encode("utf-16"), "ris", ["Ärger"], []),
    Bad("RIS UTF-16 without mark", RIS.format("A").encode("utf-16-le"), "ris", ["A"], []),
    Bad(
        "RIS with script in title",
        RIS.format("<script>alert(1)</script>").encode(),
        "ris",
        ["<script>alert(1)</script>"],
        [],
    ),
    Bad("RIS right-to-left override", RIS.format("a\u202eb").encode(), "ris", ["a\u202eb"], []),
    Bad(
        "RIS 100k abstract",
        (RIS.format("A").replace("ER  -", "AB  - " + "word " * 20000 + "\nER  -")).encode(),
        "ris",
        ["A"],
        [],
    ),
    Bad(
        "RIS 250k abstract",
        (RIS.format("A").replace("ER  -", "AB  - " + "word " * 50000 + "\nER  -")).encode(),
        "ris",
        ["A"],
        [
            "1: The field AB is 249,999 characters long, more than 200,000. It was kept whole; look in the file whether records ran together."
        ],
    ),
    Bad(
        "RIS 6000 authors",
        (
            RIS.format("A").replace("ER  -", "\n".join(f"AU  - Roe{n}, A." for n in range(6000)) + "\nER  -")
        ).encode(),
        "ris",
        ["A"],
        ["1: The record has 6,001 authors. All were kept; look in the file whether records ran together."],
    ),
    Bad("NBIB without PMID", b"PMID- \nOWN - NLM\nTI  - A\nDP  - 2001\n", "nbib", ["A"], []),
    Bad(
        "NBIB same PMID twice",
        b"PMID- 1\nTI  - A\nDP  - 2001\n\nPMID- 1\nTI  - A\nDP  - 2001\n",
        "nbib",
        ["A", "A"],
        [],
    ),
    Bad("NBIB odd line", b"PMID- 1\nTI  - A\nDP  - 2001\nodd line\nAB  - text\n", "nbib", ["A"], []),
    Bad(
        "NBIB only PMIDs",
        b"PMID- 1\n\nPMID- 2\n",
        "",
        [],
        ["The content looks like none of the citation formats we read."],
    ),
    Bad(
        "WoS no ER",
        b"FN WoS\nVR 1.0\nPT J\nTI A\nSO X\nUT 1\nPT J\nTI B\nSO X\nER\nEF\n",
        "wos",
        ["A", "B"],
        ["3: The record has no closing ER line. It was taken to end where the next record begins."],
    ),
    Bad("WoS text outside", b"FN WoS\nVR 1.0\nXY what\nPT J\nTI A\nSO X\nER\nEF\n", "wos", ["A"], []),
    Bad(
        "enw without %0",
        b"%T A\n%A Roe, J.\n%D soon\n\n%T B\n%A Poe, J.\n%D 2001\n",
        "enw",
        ["A", "B"],
        ["3: “soon” holds no year. The year was left empty; the text is kept."],
    ),
    Bad(
        "list unreadable item",
        b"1. Roe JA. Good title here. Pain. 2011;15:1-9.\n2. ask Anna\n3. Zoe A. Another title. Pain. 2012;1:2.\n",
        "references",
        ["Good title here", "", "Another title"],
        [
            "2: The reference “ask Anna” could not be read. It was kept with its full text. Put it right before the import, or correct the record later."
        ],
    ),
    Bad(
        "ovid only numbers",
        b"<1. >\nUI  - 1\nTI  - \n\n<2. >\n",
        "ovid",
        [""],
        ["2: The record has no title. It was kept without a title."],
    ),
    Bad(
        "cochrane cut",
        b"Record #1 of 2\nID: CN-1\nTI: A\nYR: 2001\n\nRecord #2 of 2\nID: C",
        "cochrane_text",
        ["A", ""],
        ["7: The record has no title. It was kept without a title."],
    ),
)
