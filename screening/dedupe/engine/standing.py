"""Standing headings: what a journal or a society prints again and again under one name, in the languages of
journals. Two of one year are told apart by their pages alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BODIES = (
    r"(?:societ\w+|federation|association|college|academy|union|president|secretar\w+|board|committee|council)"
)
_MEETINGS = r"(?:meetings?|congress\w*|conferences?|symposi\w+|sessions?|workshops?|assembly)"
_HEADINGS = (
    # English
    r"(?:an? |the )?(?:open )?letters? (?:to|from|by)\b",
    r"(?:answer|comments?) (?:to|on) (?:the |an |some )?(?:open )?letters?\b",
    rf"(?:news|notes|announcements?|messages?|reports?) (?:from|of) (?:the |our )?(?:\w+ ){{0,3}}?{_BODIES}",
    r"news and (?:notes|views|events)\b",
    rf"minutes (?:of|from) (?:the )?(?:\w+ ){{0,3}}?{_MEETINGS}",
    r"(?:instructions?|information|guide(?:lines?)?|notes?|notice|advice) (?:to|for) (?:the |our |prospective )?"
    r"(?:authors?|contributors?|reviewers?|referees|readers?)\b",
    r"(?:acknowledge?ments?|thanks?|thank you) (?:of|to) (?:the |our |all )?(?:\w+ )?(?:reviewers|referees)\b",
    r"(?:list of |our )?(?:reviewers|referees) (?:for|of|in|\d{4})\b",
    r"(?:(?:book of|selected|poster|oral|scientific|free|invited) )*"
    r"(?:abstracts?|proceedings|program(?:me)?s?|posters?|communications?) (?:presented |submitted |accepted )?"
    rf"(?:of|from|for|at|to) (?:the )?(?:(?!of\b|in\b)\w+ ){{0,4}}?{_MEETINGS}",
    rf"(?:forthcoming|upcoming|future) (?:{_MEETINGS}|events?)",
    r"meeting (?:reports?|announcements?)\b",
    r"(?:new |recent )?(?:books?|publications?) (?:received|reviews?)\b",
    r"in memoriam|obituar(?:y|ies)\b|table of contents\b",
    # Spanish and Portuguese
    r"(?:respuestas?|contestacion|replica|resposta) (?:al?|del?|aos?|dos)\b",
    r"cartas? (?:al?|del?|aos?|dos)\b",
    r"(?:noticias|comunicad?os?|comunicaciones|avisos?|resumenes|ponencias|resumos|anais) (?:del?|d[oa]s?)\b",
    r"(?:instrucciones|informacion|normas|instrucoes) (?:a|aos|para|de) (?:[lo]?[ao]s )?(?:autor\w+|publica\w+)",
    r"(?:resenas?|recensiones|recensoes) ",
    # French
    r"(?:reponses?|lettres?) (?:a|aux?|de|des|du|ouverte)\b|droit de reponse\b",
    r"(?:nouvelles|informations?|actualites|communications?|communiques?|resumes|programme) (?:des?|du)\b",
    r"(?:instructions?|recommandations) (?:aux|pour les) auteurs\b|comptes? rendus?\b",
    # German and Dutch
    r"(?:antwort(?:en)?|erwiderung|stellungnahme|schlusswort) (?:auf|der|des|von|zum?|zur)\b",
    r"leserbriefe?\b|leserzuschrift|nachruf\b|buchbesprechung|brie(?:f|ven) aan\b|antwoord (?:op|van)\b",
    r"(?:mitteilung(?:en)?|nachrichten|bekanntmachung(?:en)?) (?:der|des|aus|von)\b",
    r"aus de[nr] (?:gesellschaft|verband)",
    r"(?:hinweise|richtlinien) fur (?:die )?autor",
    r"(?:zusammenfassungen|kurzfassungen|abstracts?) (?:der|des|zum|zur)\b",
    r"(?:kongress|tagungs)(?:bericht|kalender)",
    # Italian
    r"(?:risposta|risposte|lettera|lettere) (?:al|alla|ai|agli|dei|degli|del)\b",
    r"(?:notizie|notiziario|comunicazioni|riassunti|abstract) (?:da|dal|dalla|del|della|dei|delle|degli)\b",
    r"(?:istruzioni|norme) (?:per|agli) (?:gli )?autori\b",
)
_HEADING = re.compile("|".join(_HEADINGS))
_EACH_TIME = re.compile(
    r"\b(?:case|image|picture|photo\w*|film|figure|quiz|question|puzzle|radiolog\w+|article|paper|drug|topic|book|ecg"
    r"|diagnosis|caso|imagen|imagem|immagine|cas|fall|bild)(?: \w+){0,3}? (?:of th(?:e|is)|del|d[ueo]s?|de la|da) "
    r"(?:month|week|issue|quarter|mes|mois|monats?|mese|semana|semaine|woche|settimana|numero)\b"
    r"|\btest your(?:self| knowledge)\b|\bquiz\b|\bspot diagnosis\b|\bwhat(?: i)?s (?:your|the) diagnosis\b"
    r"|\bihre diagnose\b|\bcual es su diagnostico\b|\bquel est votre diagnostic\b"
)
_RESPONSE = re.compile(r"(?:(?:an?|the|our) )?responses?\b")
_ANSWERED = re.compile(
    r"\b(?:letters?|comments?|commentary|commentaries|editors?|editorial|reviewers?|referees|readers?|critics?"
    r"|critiques?|criticisms?|correspondence|colleagues|et al|authors?|questions?)\b"
)


def stands_again(words: Sequence[str], notice: str = "") -> bool:
    """True of a title such as "Respuesta a la carta al director" or "Radiology case of the month: test yourself",
    and of a reply; "Response to exercise" may be an article."""
    text = " ".join(words)
    if notice == "reply" and (_ANSWERED.search(text) or not _RESPONSE.match(text)):
        return True
    return bool(_HEADING.match(text) or _EACH_TIME.search(text))
