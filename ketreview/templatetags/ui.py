"""Tags and filters every page may use: icons, fields, chips, empty states, numbers. Knows no model."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ketreview.statuses import status_look
from ketreview.wording import in_sentence, plural

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One symbol of img/icons.svg; hidden from screen readers unless it has a label of its own."""
    href = f"{static('img/icons.svg')}#{name}"
    css = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return _drawn(css, href)


@lru_cache(1_000, typed=True)
def _drawn(css: str, href: str) -> SafeString:
    """The symbol without words. A page has dozens, most of them the same."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href
    )


@register.simple_tag
def status_chip(status: str, label: str = "") -> SafeString:
    """A chip with icon, word and colour for a status code such as "include" or "outdated"."""
    look = status_look(str(status))
    return format_html('<span class="chip tone-{}">{}{}</span>', look.tone, icon(look.icon), label or look.word)


@register.simple_tag
def field(bound: BoundField, help: str = "", label: str = "") -> SafeString:
    """A form field with its label, help, errors and widget; help and label may be replaced."""
    if help:
        bound.help_text = help
    if label:
        bound.label = label
    return bound.as_field_group()


@register.inclusion_tag("partials/empty.html")
def empty_state(
    title: str, text: str = "", icon: str = "work", url: str = "", action: str = "", small: bool = False
):
    """What to show where a list has no rows: why, and the next step as a button."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action, "small": small}


@register.inclusion_tag("partials/meter.html")
def meter(done: int, total: int, label: str, note: str = ""):
    """A progress bar with its numbers in words beside it."""
    return {"done": done, "total": total, "label": label, "note": note}


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> SafeString:
    """A <dialog> that <a data-dialog-open="id"> opens."""
    return format_html(
        '<dialog class="dialog{}" id="{}" aria-labelledby="{}-title">'
        '<div class="dialog__head"><h2 id="{}-title">{}</h2>'
        '<button type="button" class="btn btn-quiet btn-icon" data-dialog-close aria-label="Close">{}</button>'
        "</div>{}</dialog>",
        " dialog--wide" if wide else "",
        id,
        id,
        id,
        title,
        icon("cross"),
        content,
    )


@register.simple_block_tag
def table_region(content: str, label: str, tall: bool = False) -> SafeString:
    """A box in which a wide table scrolls on its own, reachable by keyboard and named for screen readers."""
    return format_html(
        '<div class="table-wrap{}" role="region" aria-label="{}" tabindex="0">{}</div>',
        " table-wrap--tall" if tall else "",
        label,
        content,
    )


@register.simple_block_tag
def alert(content: str, level: str = "info", title: str = "") -> SafeString:
    """A message in the page. level: info, success, warn or danger."""
    names = {"info": "info", "success": "check", "warn": "warning", "danger": "error"}
    head = format_html("<strong>{}</strong> ", title) if title else mark_safe("")
    return format_html(
        '<div class="alert tone-{}"{}>{}<div>{}{}</div></div>',
        level,
        mark_safe(' role="alert"') if level == "danger" else "",
        icon(names.get(level, "info")),
        head,
        content,
    )


@register.filter
def percent(part: float | None, whole: float | None) -> str:
    """The share of whole that part is, as "45%"; a dash where there is no whole."""
    if part is None or not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1%"
    if 99 < share < 100:
        return ">99%"
    return f"{share:.0f}%"


@register.filter
def beside(value: float, limit: float | Decimal) -> str:
    """A figure with two decimals, or as many more, four at most, as tell it from its limit: 0.597 beside 0.60."""
    exact = Decimal(str(value))
    texts = [f"{exact:.{places}f}" for places in (2, 3, 4)]
    return texts[0] if exact == limit else next((text for text in texts if Decimal(text) != limit), texts[-1])


@register.filter
def thousands(value: int | float | None) -> str:
    """5000 -> "5,000"; a dash for nothing."""
    return "–" if value is None else f"{value:,}"


register.filter("plural", plural)
register.filter("in_sentence", in_sentence)


@register.filter
def level_tone(tags: str) -> str:
    """The tone of a Django message from its tags."""
    tones = {"error": "danger", "warning": "warn", "success": "success"}
    return next((tones[tag] for tag in str(tags).split() if tag in tones), "info")


@register.filter
def level_icon(tags: str) -> str:
    """The icon of a Django message from its tags."""
    return {"danger": "error", "warn": "warning", "success": "check", "info": "info"}[level_tone(tags)]


@register.filter
def get(mapping: Mapping, key: object) -> object:
    """mapping|get:key, for a key that is itself a variable; None where it is missing."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def same_page(context: template.Context, **changes: object) -> str:
    """This page's address with some of its query changed: {% same_page page=2 %} keeps the filters."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The page numbers to offer; 0 stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]
