"""How a title begins or ends that tells of another work, in the languages of databases: data, and the patterns made
of it. Pure."""

from __future__ import annotations

import re

from screening.importing.match_keys import folded

CORRECTION, RETRACTION, COMMENT, REPLY = "correction", "retraction", "comment", "reply"
_ENGLISH = {
    CORRECTION: r"(?:author |publisher )?(?:errat(?:um|a)|corrigend\w+|corrections?|addendum)\b",
    RETRACTION: r"(?:(?:notice|statement) of )?(?:retract\w+|withdrawn|withdrawal|expression of concern)\b",
    COMMENT: r"(?:invited )?(?:comments?|commentary|editorial comment(?:ary)?|discussion)\b"
    r"(?: (?:on|to|of|re|about)\b|$|\W*:)",
    REPLY: r"(?:(?:the )?(?:authors?|editors?)s? )?(?:reply|repl(?:y|ies)|response|rejoinder)\b"
    r"(?: (?:to|by|from|of)\b|$|\W*:)|re\b\W*:|in (?:reply|response)\b",
}
# Words of a notice, and those that link them to what it is about. Before other words they may be a subject, as in
# "Corrección de la escoliosis" and "Korrektur des Hallux valgus".
_OTHERS: dict[str, dict[str, tuple[str, str]]] = {
    "French": {
        CORRECTION: ("rectificatif, rectification, correctif, addendum", "à, au, aux"),
        RETRACTION: (
            "rétractation, avis de retrait, avis de rétractation, expression de préoccupation",
            "à, au, de larticle, darticle",
        ),
        COMMENT: ("commentaire, commentaires, discussion, commentaire éditorial", "sur, à, au, aux, du, des"),
        REPLY: ("réponse, réponses, droit de réponse", "à, au, aux, des auteurs, de lauteur, de la rédaction"),
    },
    "German": {
        CORRECTION: (
            "berichtigung, berichtigungen, korrektur, korrigendum, druckfehlerberichtigung, richtigstellung",
            "zu, zum, zur",
        ),
        RETRACTION: ("zurückziehung, rücknahme, widerruf, retraktion, zurückgezogen", "zu, zum, zur, von"),
        COMMENT: ("kommentar, kommentare, diskussion", "zu, zum, zur"),
        REPLY: (
            "antwort, erwiderung, entgegnung, schlusswort, replik, autorenantwort, zuschrift",
            "auf, an, der autor, der autoren, des autors, zu, zum, zur",
        ),
    },
    "Spanish": {
        CORRECTION: ("fe de errata, fe de erratas, fe de errores, corrección, rectificación", "a, al"),
        RETRACTION: ("retractación, retractado, retiro, expresión de preocupación", "a, al, del artículo"),
        COMMENT: ("comentario, comentarios, comentario editorial, discusión", "a, al, sobre, de"),
        REPLY: ("respuesta, respuestas, réplica, contestación", "a, al, de los autores, del autor, de la autora"),
    },
    "Portuguese": {
        CORRECTION: ("correção, correções, retificação, corrigenda, adendo", "a, ao, à, aos"),
        RETRACTION: ("retratação, retratado, manifestação de preocupação", "a, ao, à, de artigo, do artigo"),
        COMMENT: ("comentário, comentários, discussão", "a, ao, à, sobre, de"),
        REPLY: ("resposta, respostas, réplica", "a, ao, à, aos, dos autores, do autor"),
    },
    "Italian": {
        CORRECTION: ("correzione, correzioni, rettifica", "a, al, alla, allarticolo"),
        RETRACTION: ("ritrattazione, ritiro, ritirato", "a, al, dellarticolo"),
        COMMENT: ("commento, commenti, discussione", "a, al, alla, allarticolo, su, sul, sulla"),
        REPLY: ("risposta, risposte, replica", "a, al, alla, degli autori, dellautore"),
    },
    "Dutch": {
        CORRECTION: ("rectificatie, correctie, verbetering, aanvulling", "bij, op, van het artikel"),
        RETRACTION: ("intrekking, ingetrokken, teruggetrokken, terugtrekking", "van het artikel"),
        COMMENT: ("commentaar, discussie", "op, bij"),
        REPLY: ("antwoord, repliek, reactie, naschrift", "op, aan, van de auteur, van de auteurs"),
    },
    "Scandinavian": {
        CORRECTION: ("rättelse, rättelser, rettelse, rettelser, korrigering", "till, til, av, av artikel"),
        RETRACTION: (
            "tillbakadragande, återkallande, tilbaketrekking, tilbagetrækning, tilbagekaldelse, trukket tilbake",
            "av artikel, av artikkel, af artikel",
        ),
        COMMENT: ("kommentar, kommentarer, diskussion, diskusjon", "till, til, om, på"),
        REPLY: ("svar, replik, genmäle, gensvar, tilsvar", "till, til, på, från författarna, fra forfatterne"),
    },
    "Finnish": {
        CORRECTION: ("oikaisu, korjaus", ""),
        COMMENT: ("kommentti", ""),
        REPLY: ("vastaus, vastine", ""),
    },
    "Polish": {
        CORRECTION: ("sprostowanie, sprostowania, korekta, poprawka", "do"),
        RETRACTION: ("wycofanie, retrakcja", "artykułu, publikacji"),
        COMMENT: ("komentarz, komentarze, dyskusja", "do, na temat"),
        REPLY: ("odpowiedź, odpowiedzi", "na, autora, autorów"),
    },
    "Czech and Hungarian": {
        CORRECTION: ("oprava, opravy, helyesbítés, helyreigazítás, hibaigazítás", "k, ke"),
        COMMENT: ("komentář, hozzászólás", "k, ke"),
        REPLY: ("odpověď, válasz", "na"),
    },
    "Russian": {
        CORRECTION: ("исправление, исправления, поправка, поправки, опечатка, опечатки", "к, в статье"),
        RETRACTION: ("ретракция, отзыв статьи, отозвана, отозвано", "статьи"),
        COMMENT: ("комментарий, комментарии, дискуссия", "к, о, по поводу"),
        REPLY: ("ответ, ответы", "на, автора, авторов"),
    },
    "Turkish": {
        CORRECTION: ("düzeltme, düzeltmeler, düzeltme notu, yazım hatası", ""),
        RETRACTION: ("geri çekme, geri çekilme, geri çekildi, geri çekilmiştir", ""),
        COMMENT: ("yorum, editöryal yorum, tartışma", ""),
        REPLY: ("yanıt, cevap, yazarın yanıtı, yazarların yanıtı, yazarın cevabı", ""),
    },
}  # fmt: skip
# Nothing parts words there: what begins a title in this way tells of another work whatever follows.
_UNPARTED = {
    CORRECTION: "更正, 勘误, 勘誤, 訂正, 正誤表, 正誤, 정정, 정오표",
    RETRACTION: "撤稿, 撤回, 撤销, 撤銷, 取り下げ, 철회",
    COMMENT: "评论, 評論, 述评, 点评, コメント, 논평",
    REPLY: "回复, 回覆, 答复, 答覆, 作者回复, 作者答复, 返答, 回答, 著者回答, 답변",
}
_BEHIND = r"\s*[:：.;\[(]|\s*[–—]|\s+-\s|\s*$"


def _any_of(words: str) -> str:
    return "|".join(re.escape(folded(word.strip())) for word in words.split(","))


def _beginnings(kind: str) -> str:
    """The folded beginnings of a title of this kind in languages other than English."""
    found = []
    for told in _OTHERS.values():
        if kind in told:
            words, links = told[kind]
            linked = rf"\s+(?:{_any_of(links)})\b|" if links else ""
            found.append(rf"(?:{_any_of(words)})(?:{linked}{_BEHIND})")
    return "|".join((*found, f"(?:{_any_of(_UNPARTED[kind])})"))


def _endings(kind: str) -> str:
    """What stands behind a title of this kind, alone or with whose it is: "– Réponse des auteurs"."""
    found = [
        rf"(?:{_any_of(words)})" + (rf"(?: (?:{_any_of(links)}))?" if links else "")
        for words, links in (told[kind] for told in _OTHERS.values() if kind in told)
    ]
    return "|".join((*found, f"(?:{_any_of(_UNPARTED[kind])})"))


def _one_of(patterns: dict[str, str]) -> str:
    return "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())


BEGINS = re.compile(rf"[\W_]*(?:{_one_of(_ENGLISH)})", re.I)
BEGINS_ELSEWHERE = re.compile(rf"[\W_]*(?:{_one_of({kind: _beginnings(kind) for kind in _ENGLISH})})")
ENDS = re.compile(
    r"[\W_](?P<correction>erratum|errata|corrigendum|correction)[\W_]*$"
    r"|(?:[:.\-–—\[(]\s*)(?P<comment>(?:a |invited )?(?:comment|commentary|discussion))[\W_]*$"
    r"|(?:[:.\-–—\[(]\s*)(?P<reply>(?:the )?(?:authors?'?s? |a )?(?:reply|response|rejoinder))[\W_]*$"
    r"|(?:[:.\-–—\[(]\s*)(?P<retraction>retract\w+)[\W_]*$",
    re.I,
)
ENDS_ELSEWHERE = re.compile(
    rf"(?:[:：.–—\[(]\s*|\s-\s+)(?:{_one_of({kind: _endings(kind) for kind in _ENGLISH})})[\W_]*$"
)
