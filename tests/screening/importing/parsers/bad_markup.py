"""BibTeX, tables, XML and JSON nobody should have to read, and what is said of each."""

# ruff: noqa: E501 - each message stands on one line, as a reader would see it

from .bad_making import ARTICLE, ENTITIES, HEADINGS, Bad

FILES = (
    Bad(
        "BibTeX unbalanced",
        b"@article{a,\n title={Open {brace},\n year=2001\n}\n@article{b,\n title={B}\n}\n",
        "bibtex",
        ["Open brace", "B"],
        ["1: The braces of this entry do not close. It was taken to end where the next entry begins."],
    ),
    Bad("BibTeX repeated key", b"@article{a, title={A}}\n@article{a, title={B}}\n", "bibtex", ["A", "B"], []),
    Bad("BibTeX no key", b"@article{, title={A}}\n", "bibtex", ["A"], []),
    Bad(
        "BibTeX cut off",
        b"@article{a,\n title={A},\n year={20",
        "bibtex",
        ["A"],
        [
            "1: “20” holds no year. The year was left empty; the text is kept.",
            "1: The braces of this entry do not close. It was taken to end where the next entry begins.",
        ],
    ),
    Bad(
        "BibTeX comment never closed",
        b"@comment{ x\n@article{a, title={A}}\n",
        "bibtex",
        ["A"],
        ["1: An @comment is opened here and never closed. It was passed over up to the next entry."],
    ),
    Bad(
        "BibTeX stray text after field",
        b"@article{a, title={A} oops, year=2001}\n",
        "bibtex",
        ["A"],
        ["1: “oops” stands after the field title. It was left out."],
    ),
    Bad("BibTeX prose", b"Some words @ home\n@article{a, title={A}}\n", "bibtex", ["A"], []),
    Bad(
        "BibTeX entry that is none",
        b"@article{a, title={A}}\n@book{\n",
        "bibtex",
        ["A"],
        ["2: “@book{” begins like an entry but is none. It was left out."],
    ),
    Bad(
        "BibTeX commented out",
        b"% @article{a, title={A}}\n@article{b, title={B}}\n",
        "bibtex",
        ["B"],
        ["1: An entry is commented out with a % sign. It was left out."],
    ),
    Bad("BibTeX bad macro", b"@article{a, title=nomacro # { x}, year=2001}\n", "bibtex", ["nomacro x"], []),
    Bad(
        "CSV quote never closed",
        (HEADINGS + 'A,"Roe, J.,2001,\nB,Poe,2002,\n').encode(),
        "csv",
        ["A", "B"],
        [
            "2: A quotation mark that is opened here is never closed. The rows from here on were read again with this mark as plain text.",
            "2: “J.” holds no year. The year was left empty; the text is kept.",
            "2: The DOI 2001 looks wrong: it does not have the form 10.number/name. It was kept as printed; look it up in the file. A corrected file can be imported instead.",
        ],
    ),
    Bad(
        "CSV ragged",
        (HEADINGS + "A,Roe,2001\nB,Poe,2002,10.1000/1,extra\n").encode(),
        "csv",
        ["A", "B"],
        [
            "3: The row has 5 cells under 4 headings. The cells beyond the last heading were kept in the raw record only."
        ],
    ),
    Bad(
        "CSV five rows above",
        ("Search\nfor\npain\nof\nmice\n" + HEADINGS + "A,Roe,2001,\n").encode(),
        "csv",
        ["A"],
        [
            "1: The row “Search” stands above the headings. It was left out as a caption.",
            "2: The row “for” stands above the headings. It was left out as a caption.",
            "3: The row “pain” stands above the headings. It was left out as a caption.",
            "4: The row “of” stands above the headings. It was left out as a caption.",
            "5: The row “mice” stands above the headings. It was left out as a caption.",
        ],
    ),
    Bad(
        "CSV headings twice",
        (b"Title,Title,Year\nA,B,2001\n"),
        "csv",
        ["A"],
        [
            "1: The heading “Title” stands over 2 columns. The first column with a value was used; all are kept in the raw record."
        ],
    ),
    Bad(
        "CSV heading row repeated",
        (HEADINGS + "A,Roe,2001,\n" + HEADINGS + "B,Poe,2002,\n").encode(),
        "csv",
        ["A", "B"],
        ["3: The heading row is repeated. It was left out."],
    ),
    Bad(
        "CSV no title column",
        b"Year,Journal,Volume,DOI\n2001,Pain,1,10.1000/1\n",
        "csv",
        [""],
        [
            "1: No column of this table is known to hold titles. The rows were kept without a title; assign the columns and read again.",
        ],
    ),
    Bad(
        "CSV formula", (HEADINGS + "\"=cmd|' /c calc'!A0\",Roe,2001,\n").encode(), "csv", ["=cmd|' /c calc'!A0"], []
    ),
    Bad("CSV only headings", HEADINGS.encode(), "csv", [], ["1: The file holds no records. Nothing was read."]),
    Bad("CSV semicolons", b"Title;Authors;Year\nA;Roe, J.;2001\n", "csv", ["A"], []),
    Bad(
        "PubMed XML cut off",
        ARTICLE.encode(),
        "pubmed_xml",
        ["A"],
        [
            "1: The XML is broken in line 1: Premature end of data in tag PubmedArticleSet line 1. The records were read one by one; please check that none is missing."
        ],
    ),
    Bad(
        "PubMed XML entity bomb",
        ENTITIES.encode(),
        "pubmed_xml",
        [],
        [
            "1: The file declares XML entities, which citation files do not have and which can harm a server. Nothing was read. Please export the references again."
        ],
    ),
    Bad(
        "PubMed XML empty record",
        (ARTICLE + "<PubmedArticle/></PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A"],
        ["1: The record is empty. It was left out."],
    ),
    Bad(
        "PubMed XML 1.1",
        ('<?xml version="1.1"?>' + ARTICLE + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A"],
        [],
    ),
    Bad(
        "PubMed XML bad character",
        (ARTICLE.replace(">A<", ">A\x01<") + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A"],
        ["1: The XML is broken: the sign U+0001 is not allowed in it. It was read as a blank."],
    ),
    Bad(
        "PubMed XML bare signs",
        (ARTICLE.replace(">A<", ">\nA & B &nope; p <0.05 &#11; &alpha;\n<") + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A & B &nope; p <0.05 α"],
        [
            "2: The XML is broken: “&” stands by itself. It was read as it stands.",
            "2: The XML is broken: “&nope;” stands by itself. It was read as it stands.",
            "2: The XML is broken: “<” stands by itself. It was read as it stands.",
            "2: The XML is broken: &#11; stands for a sign that is not allowed. It was left out.",
            "2: The XML is broken: &alpha; is no name that XML knows. It was read as in web pages.",
        ],
    ),
    Bad(
        "PubMed XML record without an end",
        (ARTICLE.replace("</PubmedArticle>", "") + ARTICLE.replace("<PubmedArticleSet>", "")).encode(),
        "pubmed_xml",
        ["A", "A"],
        [
            "1: The record is cut off: its end is missing. What stands in the file was read.",
        ],
    ),
    Bad(
        "PubMed XML of no fields",
        b"<PubmedArticleSet><PubmedArticle>wrong format</PubmedArticleSet>",
        "pubmed_xml",
        [],
        ["1: The record is cut off: its end is missing. Nothing in it could be read."],
    ),
    Bad(
        "PubMed XML markup that crosses",
        (ARTICLE.replace(">A<", "><i>A<b></i></b><") + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A"],
        [
            "1: The XML is broken: Opening and ending tag mismatch: b line 1 and i. It was read as far as it can be made out."
        ],
    ),
    Bad(
        "PubMed XML that says it is UTF-8",
        (
            '<?xml version="1.0" encoding="UTF-8"?>' + ARTICLE.replace(">A<", ">Größe<") + "</PubmedArticleSet>"
        ).encode("cp1252"),
        "pubmed_xml",
        ["Größe"],
        [
            "1: The file says that its letters are written in utf-8, but they are not. They were read as Windows-1252."
        ],
    ),
    Bad(
        "PubMed XML of an entity bomb behind a whole file",
        (ARTICLE + "</PubmedArticleSet>\n" + ENTITIES.replace(">A<", ">&b;<") + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        [],
        [
            "1: The file declares XML entities, which citation files do not have and which can harm a server. Nothing was read. Please export the references again."
        ],
    ),
    Bad(
        "PubMed XML external DTD",
        ('<!DOCTYPE PubmedArticleSet SYSTEM "file:///etc/passwd">' + ARTICLE + "</PubmedArticleSet>").encode(),
        "pubmed_xml",
        ["A"],
        [],
    ),
    Bad(
        "EndNote XML unclosed",
        b'<xml><records><record><ref-type name="Book">6</ref-type><titles><title>A</title></titles></record><record>',
        "endnote_xml",
        ["A"],
        ["1: The record is cut off: its end is missing. Nothing in it could be read."],
    ),
    Bad(
        "EndNote XML XInclude",
        b'<xml xmlns:xi="http://www.w3.org/2001/XInclude"><records><record><ref-type name="Book">6</ref-type><titles><title><xi:include href="file:///etc/passwd"/>A</title></titles></record></records></xml>',
        "endnote_xml",
        ["A"],
        [],
    ),
    Bad(
        "RDF broken",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"><z:x>',
        "zotero_rdf",
        [],
        ["1: The XML is broken in line 1: Premature end of data in tag x line 1. Nothing was read."],
    ),
    Bad(
        "JSON cut off",
        b'[{"title": "A", "type": "article"}, {"title": ',
        "csljson",
        ["A"],
        [
            "1: The JSON is broken in line 1: Expecting value. The records before this place were read; what follows was lost."
        ],
    ),
    Bad(
        "JSON of numbers",
        b'{"items": [1, {"title": "A"}]}',
        "csljson",
        ["A"],
        ["1: “1” is not a record. It was left out."],
    ),
    Bad(
        "JSON nested too deeply",
        b'[{"title":"A"},' + b"[" * 100000,
        "csljson",
        ["A"],
        [
            "1: The JSON is broken in line 1: it is nested too deeply. The records before this place were read; what follows was lost."
        ],
    ),
)
