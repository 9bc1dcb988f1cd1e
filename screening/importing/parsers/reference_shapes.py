"""The shapes in which styles print the parts of a reference."""

from __future__ import annotations

import re

from .capitals import CAPITAL

D = "\\-\u2010-\u2015"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
UNDATED = r"(?:n\.\s?d\.|no (?:date|year)|undated|s\.\s?[da]\.|o\.\s?J\.)(?:-[a-z]\b)?"  # also n.d.-a
AHEAD = (
    r"(?:in press|forthcoming|submitted(?: for publication)?|accepted|under review|in (?:preparation|review))"
    r"(?:-[a-z]\b)?"
)
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Fall|Autumn|Winter)"
)
PAGES = rf"[A-Za-z]{{0,4}}\d[\w.]*(?:\s?[{D}]{{1,2}}\s?[A-Za-z]{{0,4}}\d[\w.]*)?"
DOI = re.compile(
    r"[\[<(]?(?:(?:https?://)?(?:dx\.)?doi\.org/|doi\s?[:=]?\s*|https?://\S*?/)?(10\.\d{4,9}/\S+)", re.I
)
BARE_DOI = re.compile(r"[,;:]\s?(?:pp?\.?\s)?(10\.\d{4,9}/\S+)")  # where pages should be
INITIALS = re.compile(r",\s(?:[^\W\d_]{1,2}\.[ -]?)+(?:, .*)?$")
INITIAL = re.compile(rf",\s(?:[^\W\d_]{{1,2}}\.|[{CAPITAL}]{{1,4}}$)")
URL = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?")
ONLINE = re.compile(r"\s*\[(?:Internet|Online|Web ?page|Website)\]", re.I)
EDITION = re.compile(r"[.,]\s+(?P<edition>\d{1,2}(?:st|nd|rd|th) ed(?:ition|n)?)\.?$")
PMID = re.compile(r"\b(PMC|PMID):?\s*(PMC)?(\d{4,9})\b;?\.?", re.I)
RETRIEVED = re.compile(
    r"\(?\[?(?:updated\b[^;\[\]]{3,40};\s*)?"
    r"\b(?:Retrieved|Accessed|Available (?:at|from|online)|Last accessed|Viewed|cited)\b[:,]?\s*"
    r"(?:online\s*)?(?:on\s+)?"
    r"(?P<date>(?:[\w,]+\s){0,3}?\d{4}(?:[ -]\w{3,9}(?:[ -]\d{1,2})?)?)?\]?,?\s*(?:from|at)?:?\s*\)?",
    re.I,
)
AUTHOR_DATE = re.compile(
    rf"^(?P<authors>.{{2,6000}}?)[.,]?\s*"
    rf"[(\[](?P<date>{YEAR}[a-z]?(?:[,/ –-]\s?[^()\[\]]{{0,30}})?|{UNDATED}|{AHEAD})[)\]]"
    r"[.,:;]?\s*(?P<rest>.*)$",
    re.S | re.I,
)
LATIN = r"(?:vivo|vitro|silico|situ|utero)\b"  # journals begin with "In vivo"
IN = re.compile(rf"^(?:[Ii]n:?|IN:?)\s+(?!(?i:{LATIN}))(?=\S)")
CHAPTER_IN = re.compile(rf"(?P<title>.+?[.?!])\s+[Ii]n:?\s+(?P<book>(?=[\"“‘{CAPITAL}]).+)$", re.S)
EDITORS = re.compile(
    r"^(?P<names>.{3,300}?)[,.]?\s*[(\[]?(?:[Ee]ds?|Hrsg|editors?)\b\.?[)\]]?[.,:]?\s*(?P<rest>.+)$", re.S
)
BOOK_TAIL = re.compile(
    r"^(?P<book>.+?)[.,;]?\s*\((?P<inside>(?:[^()]*?(?:[Vv]ol\.?|pp?\.|[Ee]d\.|[Pp]ages)[^()]*)(?:\)\s\([^()]*)?)\)[.,]?\s*(?P<publisher>.*)$",
    re.S,
)
VANCOUVER_TAIL = re.compile(
    rf"^(?P<head>.+?)[.,?!]?\s+(?P<date>{YEAR})(?:[\s,]+{MONTH}[\w\s{D}./]*?)?\s?;\s*(?P<volume>[^():;.,]*?)\s*(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?"
    rf"(?:\s?[:,]\s*(?:pp?\.?\s?)?(?P<pages>[^\s;,]+?(?:\s?[{D}]\s?\w+)?(?:,\s?\d[\w{D}]*)*?))?\s*(?:[.;,](?:\s+(?P<after>.*))?)?$",
    re.S,
)
BEHIND_DATE = re.compile(  # "2011 Mar 3;40(4):12-4.", "2002;42 Suppl 2:S93-9.", "2002, 12(Suppl 1):S3."
    rf"(?<![\w{D}/]){YEAR}(?:[\s,]+[^\W\d_]{{3,10}}\.?(?:[{D}/][^\W\d_]{{3,10}}\.?)?(?:\s\d{{1,2}}(?:[{D}]\d{{1,2}})?)?)?\s?[;,]\s*"
    rf"(?P<volume>\d[\w.{D}/]*(?:\s(?:Supp?l\w*|Pt|Spec)\b[\w.\s]{{0,12}})?)?\s?(?:\((?P<issue>[^()]{{1,30}})\))?"
    rf"\s?:\s?(?:pp?\.?\s?)?(?P<pages>[A-Za-z]{{0,4}}\d[\w.]*(?:\s?[{D}]\s?\w+)?|[ivxlc]+(?:[{D}][ivxlc]+)?)(?=[\s.,;]|$)"
)
VANCOUVER_PAGES_IN_BOOK = re.compile(  # the year behind the publisher, where another stands in the book's name
    rf"^(?P<head>.+?)[.?!]\s+In:\s*(?P<book>.+);\s*c?(?P<date>{YEAR})(?:\s{MONTH})?\.\s*pp?\.\s*(?P<pages>{PAGES})\.?\s*(?P<after>.*)$",
    re.S,
)
VANCOUVER_BOOK = re.compile(
    rf"^(?P<head>.+?)[.?!]\s+In:\s*(?P<book>.+?)\.?\s*(?:,?\s*[Vv]ol\.?\s*(?P<volume>\w+))?[;.]?\s*(?P<date>{YEAR})(?:\s{MONTH}\b[\s{D}]*)?(?:[.:;]|$)\s*(?:pp?\.?\s*)?(?P<pages>{PAGES})?\.?\s*(?P<after>.*)$",
    re.S,
)
NUMBERS = (
    # 397(10289), 2082–2097 | 54(Suppl 1), pp. 57–61 | 9(1), Article 25535 | 14, 2139–2164 | 182, pp. 1–2
    rf"(?P<volume>[A-Za-z]{{0,3}}\d[\w.{D}/]*)?\s?(?:\((?P<issue>[^()]*)\)|(?P<supplement>[Ss]uppl?(?:ement)?\.?\s?\w*))?"
    rf"(?:\s?[,:]\s*(?:pp?\.?\s?|pages\s)?(?P<pages>{PAGES})|\s?[,:]\s*(?:[Aa]rticle|[Aa]rt\.|No\.|e-?ID)\s?(?:no\.?\s|number\s|ID\s)?(?P<number>[\w.-]+))?",
    # vol. 12, no. 3, pp. 1–2
    rf"[Vv]ol(?:ume)?\.?\s?(?P<volume>[\w.{D}/]+)"
    rf"(?:[,;]?\s*\(?(?:[Nn]o|[Nn]um|[Ii]ss(?:ue)?|[Nn]r)\.?\s?(?P<issue>[\w{D}/ ]+?)\)?)?"
    rf"(?:[,:;]\s*(?:pp?\.?|pages?)?\s?(?P<pages>{PAGES}))?",
)
CONTAINER = tuple(
    re.compile(
        rf"^(?P<container>[^\d\s(].*?)[,.]?\s+{numbers}(?:,\s*{MONTH}\.?)?\s*[.,;]?$|^(?P<only>[^\d].*?)\.?$", re.S
    )
    for numbers in NUMBERS
)
PUBLISHER = re.compile(
    r"\b(?:Press|Publish(?:er|ers|ing)|Verlag|Springer|Elsevier|Wiley|Routledge|Sage|Books|Academic|University|McGraw|"
    r"Kluwer|Blackwell|Oxford|Cambridge|Editions?|Ltd|Inc|Institute|Organi[sz]ation|Association|Lippincott)\b"
)
