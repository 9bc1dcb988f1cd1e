"""What the component page shows, so that the page needs no view."""

import re
from pathlib import Path
from types import SimpleNamespace

from django import template
from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe

from ketreview.catalogue import figure, forms, samples
from ketreview.drawing.svg import on_screen
from ketreview.statuses import LOOKS

register = template.Library()
SPRITE = Path(__file__).parent.parent / "static" / "img" / "icons.svg"


@register.simple_tag
def specimens() -> SimpleNamespace:
    """Forms, tiles, jobs, pages and figures that look like real ones."""
    return SimpleNamespace(
        form=forms.at_rest(),
        wrong=forms.with_errors(),
        upload=forms.Upload(),
        page=Paginator(range(5231), 50).page(7),
        codes=list(LOOKS),
        icons=icon_names(),
        tiles=samples.TILES,
        jobs=samples.JOBS,
        shortcuts=samples.KEYS,
        downloads=[("SVG", "#figure"), ("PDF", "#figure"), ("PNG", "#figure")],
        forest=mark_safe(on_screen(figure.forest(), prefix="specimen")),
        trials=figure.TRIALS,
        forest_table=forest_table(),
        before=mark_safe("Ketamine lowers pain by <del>0.36</del> standard deviations."),
        after=mark_safe("Ketamine lowers pain by <ins>0.29</ins> standard deviations."),
    )


def icon_names() -> list[str]:
    """Every symbol of the icon sprite, in its order."""
    return re.findall(r'symbol id="([\w-]+)"', SPRITE.read_text(encoding="utf-8"))


def forest_table() -> SafeString:
    """The figure's numbers as a table."""
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td class="num">{figure.words(*numbers)}</td></tr>'
        for name, *numbers, _ in figure.TRIALS
    )
    return mark_safe(
        '<div class="table-wrap"><table class="table"><thead><tr><th scope="col">Study</th>'
        f'<th scope="col" class="num">SMD [95% CI]</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
