"""What a colour means, and how it looks in print. On screen `static/css/figures.css` decides.

The hues are those of the design tokens' light side. On white, text has 4.5:1 and marks 3:1.
`None` is not drawn in print: it is a target for pointer and focus on screen.
"""

PRINT: dict[str, str | None] = {
    "text": "#1b1a17",
    "muted": "#5d5648",
    "line": "#4a443a",
    "rule": "#c9c1b2",
    "surface": "#ffffff",
    "panel": "#f5f2eb",
    "panel-strong": "#e6e0d3",
    "accent": "#11596a",
    "estimate": "#11596a",
    "pooled": "#8a3d12",
    "prediction": "#a4560b",
    "include": "#1d6638",
    "exclude": "#9d2523",
    "awaiting": "#754c00",
    "conflict": "#623a94",
    "band-1": "#efece6",
    "band-2": "#d9d4ca",
    "band-3": "#bfb8ab",
    "low": "#1d6638",
    "some": "#754c00",
    "high": "#9d2523",
    "unclear": "#5d5648",
    "hit": None,
}

ROLES: frozenset[str] = frozenset(PRINT)


def print_colour(role: str | None) -> str | None:
    """The print colour of a role, None where nothing is painted; unknown roles are an error."""
    if role is None:
        return None
    if role not in PRINT:
        raise ValueError(f"Unknown colour role {role!r}; use one of {', '.join(sorted(ROLES))}.")
    return PRINT[role]
