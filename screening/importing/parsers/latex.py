"""LaTeX in bibliographies to plain text: accents, symbols, quotes, dashes; unknown commands lose their name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361", "h": "\u0309", "overline": "\u0305", "bar": "\u0304", "hat": "\u0302",
    "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "acute": "\u0301", "grave": "\u0300",
    "check": "\u030c", "breve": "\u0306", "mathring": "\u030a",
}  # fmt: skip
_SYMBOLS = """
ss ß|SS ẞ|ae æ|AE Æ|oe œ|OE Œ|o ø|O Ø|l ł|L Ł|aa å|AA Å|i ı|j ȷ|dh ð|DH Ð|th þ|TH Þ|dj đ|DJ Đ|ng ŋ|NG Ŋ
textendash –|textemdash —|textquoteleft ‘|textquoteright ’|textquotedblleft “|textquotedblright ”|ldots …|dots …
textellipsis …|textregistered ®|texttrademark ™|textcopyright ©|copyright ©|textdegree °|degree °|textmu µ|pounds £
euro €|texteuro €|S §|P ¶|dag †|ddag ‡|textbackslash \\|textasciitilde ~|textasciicircum ^|textunderscore _
textless <|textgreater >|textbar ¦|guillemotleft «|guillemotright »|glqq „|grqq “|guilsinglleft ‹|guilsinglright ›
quotedblbase „|quotesinglbase ‚|textquotesingle '|textquotedbl "|textasteriskcentered *|textperiodcentered ·|slash /
alpha α|beta β|gamma γ|delta δ|epsilon ϵ|varepsilon ε|zeta ζ|eta η|theta θ|vartheta ϑ|iota ι|kappa κ|lambda λ
mu μ|nu ν|xi ξ|pi π|rho ρ|varrho ϱ|sigma σ|varsigma ς|tau τ|upsilon υ|phi φ|varphi ϕ|chi χ|psi ψ|omega ω
Gamma Γ|Delta Δ|Theta Θ|Lambda Λ|Xi Ξ|Pi Π|Sigma Σ|Upsilon Υ|Phi Φ|Psi Ψ|Omega Ω
pm ±|mp ∓|times ×|div ÷|cdot ·|ast ∗|star ⋆|circ ∘|bullet •|leq ≤|le ≤|geq ≥|ge ≥|neq ≠|ne ≠|approx ≈|sim ∼
simeq ≃|cong ≅|equiv ≡|propto ∝|ll ≪|gg ≫|infty ∞|partial ∂|nabla ∇|sum ∑|prod ∏|int ∫|sqrt √|in ∈|notin ∉
subset ⊂|cup ∪|cap ∩|to →|rightarrow →|leftarrow ←|leftrightarrow ↔|uparrow ↑|downarrow ↓|Rightarrow ⇒|langle ⟨
rangle ⟩|prime ′|ell ℓ|hbar ℏ|forall ∀|exists ∃|emptyset ∅|wedge ∧|vee ∨|neg ¬|perp ⊥|parallel ∥|angle ∠|deg °
lt <|gt >|quad  |qquad  |thinspace  |checkmark ✓|lbrace {|rbrace }|newline  |par
"""
SYMBOLS = {
    pair.partition(" ")[0]: pair.partition(" ")[2] or " "
    for line in _SYMBOLS.strip().split("\n")
    for pair in line.split("|")
}

_ACCENT = re.compile(
    r"""\\(?:([`'^"~=.])\s*|([uvHtcdbkrh])(?:\s+|(?=\{))|"""
    r"""(overline|bar|hat|tilde|vec|dot|ddot|acute|grave|check|breve|mathring)(?:\s+|(?=\{)))"""
    r"""(?:\{\s*(\\?[^\W_]{0,2}?)\s*\}|\\([ij])(?![A-Za-z])\s?|([^\W_]))"""
)
_SYMBOL = re.compile(r"\\([A-Za-z]+)\*?(?:\s*\{\}|\s+(?![{\\])|\s*)")
_ESCAPED = re.compile(r"\\([&%$#_{}\s@/,;:!|-])")
_GUARDED = re.compile(r"\\\{(?=[\w-]*[A-Z])([^\W\d_][\w-]+)\\\}")  # ScienceDirect guards capitals so: "\\{EEG\\}"
_BRACED = re.compile(r"\{([^\W\d_][\w.-]*(?: [\w.-]+){0,4}|\d+[^\W\d_][\w.-]*)\}")
_QUOTES = re.compile(r"``([^`{}]{1,200})\{''\}")  # "{''}" for a closing mark: what no text but LaTeX has
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\[[^\]]*\])?\s*")
_SIGNS = ("\\", "{", "}", "~", "$", "--", "``", "''")  # text without any of them is plain
_BREAK = re.compile(r"\\\\(?:\[[^\]]*\])?")


def decode(text: str) -> str:
    """The text as a reader sees it; plain text comes back unchanged."""
    return _decode(text) if any(map(text.__contains__, _SIGNS)) else text


def unbraced(text: str) -> str:
    """A text of a table made from BibTeX without its braces, its accents decoded; any other as it is."""
    if "{" not in text:
        return text
    if _ACCENT.search(text):
        return decode(text)
    text = _QUOTES.sub(r"“\1”", _BRACED.sub(r"\1", text))
    if text.count("{") == 1 and "}" not in text:  # the other one was cut off with the end
        text = text.replace("{", "")
    return text


@lru_cache(maxsize=4096)
def _decode(text: str) -> str:
    if "\\" in text:
        text = _BREAK.sub(" ", text)
        text = _GUARDED.sub(r"\1", text)
        text = _ACCENT.sub(_accented, text)
        if "\\" in text:
            text = _ACCENT.sub(_accented, text)  # those with another one inside: "\\~{\\^e}"
        text = _ESCAPED.sub(lambda m: _KEPT.get(m[1], " " if m[1] in " ,;:!\n\t" else m[1]), text)
        text = _SYMBOL.sub(_symbol, text)
        text = _COMMAND.sub("", text)
    if "$" in text:
        text = re.sub(r"\$([^$]*)\$", lambda m: re.sub(r"[\^_](?=\{|\S)", "", m[1]), text)
    text = text.replace("---", "—").replace("--", "–") if "--" in text else text
    text = text.replace("``", "“").replace("''", "”") if "``" in text or "''" in text else text
    text = text.replace("{", "").replace("}", "").replace("~", "\u00a0")
    return text.translate(_RESTORED)


# What TeX would take for a command, and how it is written instead; decode() undoes each.
_ESCAPES = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "{": r"\lbrace{}",
    "}": r"\rbrace{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TO_ESCAPE = re.compile(r"[&%$#_{}\\~^]")
_JOINED = re.compile(r"-(?=-)|`(?=`)|'(?=')")


def encode(text: str) -> str:
    """The text as LaTeX prints it: decode(encode(text)) is the text again."""
    if _TO_ESCAPE.search(text):
        text = _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)
    return _JOINED.sub(lambda found: found[0] + "{}", text)


# Escaped braces, tildes and dollars wait as private characters until the unescaped ones are gone.
_KEPT = {"{": "\ue000", "}": "\ue001", "$": "\ue002"}
_RESTORED = {0xE000: "{", 0xE001: "}", 0xE002: "$", 0xE003: "~", 0xE004: "\\", 0x00A0: " "}


def _accented(found: re.Match[str]) -> str:
    mark = ACCENTS[found[1] or found[2] or found[3]]
    letter = (found[4] or found[5] or found[6] or "").lstrip("\\")
    if not letter:
        return {"~": "\ue003", "^": "^"}.get(found[1] or "", "")
    return unicodedata.normalize("NFC", letter[0] + mark + letter[1:])


def _symbol(found: re.Match[str]) -> str:
    name = found[1]
    if name in SYMBOLS:
        symbol = SYMBOLS[name]
        return {"{": "\ue000", "}": "\ue001", "~": "\ue003", "\\": "\ue004"}.get(symbol, symbol)
    return found[0]
