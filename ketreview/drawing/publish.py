"""Scenes as files for a manuscript: PDF, PNG, EPS, TIFF and SVG, the same bytes every time.

matplotlib draws them; it is imported inside the functions, because it costs 66 MB and more than
a second and the web process never needs it. Call these from a job.
"""

import io
import re
import warnings
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from ketreview.drawing import svg
from ketreview.drawing.metrics import PRINT_SCALE
from ketreview.drawing.palette import print_colour
from ketreview.drawing.scene import Circle, Item, Line, Polygon, Polyline, Rect, Scene, Text, shapes, texts

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "eps": "application/postscript",
    "tiff": "image/tiff",
}
# matplotlib's settings are global to the process; two threads must not change them at once.
_SETTINGS_LOCK = Lock()
_SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ketreview",
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "lines.scale_dashes": False,
    "font.family": ["DejaVu Sans"],
    "text.usetex": False,
    "path.simplify": False,
}


def publish(scene: Scene, file_format: str, *, dpi: int = 300) -> bytes:
    """The scene as the bytes of a file.

    `file_format` is one of `CONTENT_TYPES`; `dpi` (72 to 1200) matters for png and tiff.
    Raises ValueError for another format or resolution.
    """
    if file_format not in CONTENT_TYPES:
        raise ValueError(f"Unknown figure format {file_format!r}; use one of {', '.join(CONTENT_TYPES)}.")
    if not 72 <= dpi <= 1200:
        raise ValueError(f"A resolution of {dpi} dpi is not possible; use 72 to 1200.")
    if file_format == "svg":
        return svg.standalone(scene).encode()
    with _SETTINGS_LOCK:
        return _save(scene, file_format, dpi)


def publish_sheets(sheets: Sequence[Scene], file_format: str, *, dpi: int = 300) -> bytes:
    """Several scenes as one file: the pages of a PDF. Any format takes a single one.

    Raises ValueError as `publish`, and where a format other than PDF gets several.
    """
    if len(sheets) == 1:
        return publish(sheets[0], file_format, dpi=dpi)
    if file_format != "pdf":
        raise ValueError(f"{file_format.upper()} takes one sheet, not {len(sheets)}: ask for one, or for PDF.")
    with _SETTINGS_LOCK:
        return _save_pages(sheets)


def _save_pages(sheets: Sequence[Scene]) -> bytes:
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        with PdfPages(buffer, **_options(sheets[0], "pdf")) as file:
            for scene in sheets:
                file.savefig(_figure(scene))
    return buffer.getvalue()


def unprintable(scene: Scene) -> str:
    """The characters of the scene that the font of the files lacks, each once, in order."""
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    used = dict.fromkeys("".join(text.text for text in texts(scene)))
    return "".join(character for character in used if ord(character) not in known)


def _save(scene: Scene, file_format: str, dpi: int) -> bytes:
    import matplotlib

    buffer = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # `unprintable` reports missing glyphs to whoever asks; here they would only fill a log.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure = _figure(scene)
        figure.savefig(buffer, format=file_format, dpi=dpi, **_options(scene, file_format))
    return _without_date(buffer.getvalue()) if file_format == "eps" else buffer.getvalue()


def _options(scene: Scene, file_format: str) -> dict[str, object]:
    if file_format == "pdf":
        named = {"Title": scene.title, "Subject": scene.description, "Creator": "KetReview"}
        return {"metadata": named | {"CreationDate": None}}
    if file_format == "png":
        return {"metadata": {"Title": scene.title, "Description": scene.description, "Software": "KetReview"}}
    if file_format == "eps":
        return {"metadata": {"Creator": "KetReview"}}
    return {"pil_kwargs": {"compression": "tiff_lzw"}}


def _without_date(postscript: bytes) -> bytes:
    return re.sub(rb"(?m)^%%(CreationDate|Title):.*\n", b"", postscript)


def _figure(scene: Scene) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure(figsize=(scene.width / 72, scene.height / 72), facecolor="white")
    page = Affine2D().translate(0, -scene.height).scale(1 / 72, -1 / 72) + figure.dpi_scale_trans
    for order, item in enumerate(shapes(scene.items)):
        artist = _artist(item, page)
        if artist is not None:
            # The order of drawing is the order of the scene, whatever the kind of shape.
            artist.set_zorder(order)
            figure.add_artist(artist)
    return figure


def _artist(item: Item, page: "Transform") -> "Artist | None":
    match item:
        case Text():
            return _words(item, page)
        case Line():
            return _stroke(((item.x1, item.y1), (item.x2, item.y2)), item, page)
        case Polyline():
            return _stroke(item.points, item, page)
    return _filled(item, page)


def _stroke(points: tuple[tuple[float, float], ...], item: Line | Polyline, page: "Transform") -> "Artist":
    from matplotlib.lines import Line2D

    style = (0, item.dash) if item.dash else "-"
    xs, ys = zip(*points, strict=True)
    return Line2D(
        xs, ys, color=print_colour(item.role), linewidth=item.width, linestyle=style,
        solid_capstyle="butt", dash_capstyle="butt", transform=page,
    )  # fmt: skip


def _filled(item: Item, page: "Transform") -> "Artist | None":
    from matplotlib import patches

    fill, stroke = print_colour(item.fill), print_colour(item.stroke)
    if fill is None and stroke is None:
        return None
    look = {
        "facecolor": fill or "none",
        "edgecolor": stroke or "none",
        "linewidth": item.stroke_width if stroke else 0,
        "linestyle": (0, item.dash) if getattr(item, "dash", ()) else "-",
        "transform": page,
    }
    match item:
        case Circle():
            return patches.Circle((item.cx, item.cy), item.r, **look)
        case Polygon():
            return patches.Polygon(item.points, closed=True, **look)
        case Rect(radius=0):
            return patches.Rectangle((item.x, item.y), item.width, item.height, **look)
        case Rect():
            shape = patches.BoxStyle.Round(pad=0, rounding_size=item.radius)
            return patches.FancyBboxPatch((item.x, item.y), item.width, item.height, boxstyle=shape, **look)
    raise TypeError(f"Cannot draw {item!r}.")


def _words(item: Text, page: "Transform") -> "Artist":
    from matplotlib.text import Text as Words

    return Words(
        item.x, item.y, item.text, color=print_colour(item.role), transform=page,
        fontsize=item.size * PRINT_SCALE[item.weight], fontweight=item.weight,
        fontstyle="italic" if item.italic else "normal", rotation=-item.rotate, rotation_mode="anchor",
        horizontalalignment={"start": "left", "middle": "center", "end": "right"}[item.anchor],
        verticalalignment="baseline", parse_math=False,
    )  # fmt: skip
