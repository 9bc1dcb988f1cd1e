"""A report as HTML: one file that needs nothing else, or a fragment for a page of the site. Pure."""

import hashlib
import re
from collections.abc import Callable, Sequence
from html import escape

from ketreview.drawing.svg import on_screen, standalone
from synthesis.grading.writers import html_file as findings_file
from synthesis.reports.document import (
    Bullets,
    Drawing,
    FindingsPart,
    Grid,
    Link,
    Paragraph,
    Part,
    Report,
    Section,
    Subheading,
    Terms,
    Warned,
)

STYLE = """
:root{--ink:#1f1c17;--quiet:#5d5648;--rule:#cfc6b4;--ground:#f6f3ec;--link:#1d5c63}
*{box-sizing:border-box}
body{margin:0;padding:3rem 1rem 5rem;background:#fff;color:var(--ink);overflow-wrap:break-word;
 font:1.0625rem/1.6 "Iowan Old Style","Palatino Linotype",Palatino,Charter,Georgia,serif}
main{max-width:64rem;margin:0 auto}
h1,h2,h3,p,ul,dl,nav{max-width:42rem}
h1{font-size:2.1rem;line-height:1.15;margin:0 0 .4rem}
h2{font-size:1.5rem;line-height:1.2;margin:3.2rem 0 1rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:1.17rem;line-height:1.3;margin:2.2rem 0 .7rem}
a{color:var(--link)}a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.subtitle,figcaption,caption,.notes,.more{color:var(--quiet);font-size:.95rem}
nav ol{padding-left:1.2rem;columns:2;column-gap:2rem}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.25rem 1.25rem}
dt{color:var(--quiet)}dd{margin:0}
.warned{border-left:4px solid #8a3d12;padding:.3rem 0 .3rem 1rem}
.wide,.drawing{overflow-x:auto;margin:1.2rem 0}figure{margin:1.6rem 0}
.drawing svg{display:block;max-width:none;height:auto}figcaption{margin-top:.4rem;max-width:42rem}
table{border-collapse:collapse;font:.84rem/1.4 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
table{font-variant-numeric:tabular-nums lining-nums;border-bottom:1px solid var(--ink)}
caption{text-align:left;padding-bottom:.4rem;font:italic .95rem/1.4 Palatino,Georgia,serif}
th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
.long{overflow-wrap:anywhere;min-width:9rem}th[scope=row]{font-weight:600}
thead th{border-top:1px solid var(--ink);border-bottom:1px solid var(--ink);background:var(--ground)}
.num{text-align:right;white-space:nowrap}thead .num{white-space:normal}.notes{list-style:none;padding:0}
@media(max-width:40rem){body{padding-top:1.5rem}nav ol{columns:1}dl{display:block}dd{margin:0 0 .5rem}}
@page{size:A4;margin:18mm 16mm}
@media print{body{padding:0;font-size:10.5pt}main{max-width:none}nav{display:none}
 h2,h3,caption,figcaption{break-after:avoid}h2{margin-top:1.6rem}figure,tr{break-inside:avoid}thead{display:table-header-group}
 .wide,.drawing{overflow:visible}.drawing svg{max-width:100%}table{font-size:7.5pt;width:100%}
 th,td{padding:.15rem .3rem}a{color:inherit}}
"""
Draw = Callable[[Drawing], str]
LONG = ' class="long"'
LONGEST_WORD = 24
"""Letters of a word that is broken rather than widening its table: a hash, an address."""


def to_html(report: Report) -> bytes:
    """The whole file: no address of it is fetched, figures are SVG inside."""
    title = escape(report.title)
    contents = "".join(f'<li><a href="#{each.key}">{escape(each.title)}</a></li>' for each in report.sections)
    inner = "".join(section(each, level=2, draw=for_file) for each in report.sections)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}: synthesis report</title><style>{STYLE}</style></head>"
        f'<body><main><h1>{title}</h1><p class="subtitle">{escape(report.subtitle)}</p>'
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>{inner}</main></body></html>\n'
    ).encode()


def report_hash(report: Report) -> str:
    """sha256 of all that the report says and shows."""
    return hashlib.sha256(to_html(report)).hexdigest()


def preview(report: Report, *, most_rows: int) -> str:
    """The sections for a page of the site, whose style sheet draws them; long tables are cut and say so."""
    return "".join(section(each, level=3, draw=for_page, most_rows=most_rows) for each in report.sections)


def for_file(drawing: Drawing) -> str:
    """The wide geometry in print colours."""
    return re.sub(r"^<\?xml[^>]*\?>\s*", "", standalone(drawing.scene)).strip()


def for_page(drawing: Drawing) -> str:
    """Both geometries in the colours of the theme."""
    wide = on_screen(drawing.scene, prefix=drawing.name, css_class="kr-fig-wide" if drawing.narrow else "")
    if drawing.narrow is None:
        return wide
    return wide + on_screen(drawing.narrow, prefix=f"{drawing.name}-narrow", css_class="kr-fig-narrow")


def section(held: Section, *, level: int, draw: Draw, most_rows: int | None = None) -> str:
    """One section under a heading of the level."""
    parts = "".join(_part(part, level + 1, draw, most_rows) for part in held.parts)
    heading = f'<h{level} id="{held.key}">{escape(held.title)}</h{level}>'
    return f'<section aria-labelledby="{held.key}">{heading}{parts}</section>\n'


def _part(part: Part, level: int, draw: Draw, most_rows: int | None) -> str:
    match part:
        case Subheading():
            return f"<h{level}>{escape(part.text)}</h{level}>"
        case Paragraph():
            name = f"<strong>{escape(part.name)}.</strong> " if part.name else ""
            return f"<p>{name}{escape(part.text)}</p>"
        case Warned():
            return f'<p class="warned">{escape(part.text)}</p>'
        case Terms():
            inner = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in part.pairs)
            return f"<dl>{inner}</dl>"
        case Bullets():
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in part.items)}</ul>"
        case Link():
            return f'<p><a href="{escape(part.href)}">{escape(part.text)}</a></p>'
        case FindingsPart():
            return findings_file.fragment(part.table, part.found)
        case Drawing():
            return _figure(part, draw)
        case Grid():
            return _grid(part, most_rows)
    raise TypeError(f"Cannot write {part!r}.")


def _figure(part: Drawing, draw: Draw) -> str:
    label = escape(part.caption.rstrip("."))
    return (
        f'<figure><div class="drawing" role="region" aria-label="{label}" tabindex="0">{draw(part)}</div>'
        f"<figcaption>{escape(part.caption)}</figcaption></figure>"
    )


def _grid(part: Grid, most_rows: int | None) -> str:
    css = ' class="num"' if part.figures else ""
    head = "".join(
        f'<th scope="col"{css if at else ""}>{escape(text)}</th>' for at, text in enumerate(part.headers)
    )
    shown = part.rows if most_rows is None else part.rows[:most_rows]
    body = "".join(_row(row, css) for row in shown)
    more = ""
    if len(shown) < len(part.rows):
        more = f'<p class="more">{len(part.rows) - len(shown):,} more rows are in the file.</p>'
    label = escape(part.title)
    return (
        f'<div class="wide" role="region" aria-label="Table: {label}" tabindex="0"><table>'
        f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _row(cells: Sequence[str], css: str) -> str:
    rest = "".join(f"<td{LONG if _is_long(cell) else css}>{escape(cell)}</td>" for cell in cells[1:])
    return f'<tr><th scope="row">{escape(cells[0])}</th>{rest}</tr>'


def _is_long(cell: str) -> bool:
    return any(len(word) > LONGEST_WORD for word in cell.split())
