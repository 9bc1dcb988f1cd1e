"""Files for a manuscript: the right kind, the right size, the same bytes every time."""

import io
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from ketreview.drawing.publish import CONTENT_TYPES, publish, publish_sheets, unprintable
from ketreview.drawing.scene import Scene, Text
from tests.ketreview.drawing.scenes import every_shape

FIRST_BYTES = {"svg": b"<?xml", "pdf": b"%PDF-", "png": b"\x89PNG", "eps": b"%!PS-Adobe", "tiff": b"II*\x00"}


@pytest.mark.parametrize("file_format", CONTENT_TYPES)
def test_a_format_is_what_it_says_and_repeats_byte_for_byte(file_format):
    data = publish(every_shape(), file_format)
    assert data.startswith(FIRST_BYTES[file_format])
    assert publish(every_shape(), file_format) == data


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("file_format", ["png", "tiff"])
def test_images_have_the_size_of_the_scene_at_their_resolution(file_format, dpi):
    image = Image.open(io.BytesIO(publish(every_shape(), file_format, dpi=dpi)))
    assert image.size == (int(100 / 72 * dpi), int(80 / 72 * dpi))
    assert round(image.info["dpi"][0]) == dpi


def test_the_pdf_has_a_text_layer_and_names_the_figure():
    import pypdfium2

    document = pypdfium2.PdfDocument(publish(every_shape(), "pdf"))
    words = document[0].get_textpage().get_text_range()
    assert document.get_metadata_value("Title") == "A <title>"
    assert document.get_metadata_value("CreationDate") == ""
    assert "Smith & Jones <2014>" in words
    assert [round(side) for side in document[0].get_size()] == [100, 80]


def test_neither_another_format_nor_an_impossible_resolution_is_accepted():
    with pytest.raises(ValueError, match="Unknown figure format 'bmp'"):
        publish(every_shape(), "bmp")
    with pytest.raises(ValueError, match="A resolution of 5000 dpi"):
        publish(every_shape(), "png", dpi=5000)


def test_characters_that_the_font_lacks_are_named():
    assert unprintable(Scene(99, 20, "t", "d", (Text(0, 9, "痛み τ² − ok 痛"),))) == "痛み"


def test_drawing_for_the_screen_never_loads_matplotlib():
    code = (
        "import sys, ketreview.drawing.publish, ketreview.drawing.svg, synthesis.charts.forest, "
        "synthesis.charts.funnel, screening.progress.flow_chart; "
        "print(sorted({'matplotlib', 'numpy', 'scipy', 'pandas', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_several_sheets_are_the_pages_of_a_pdf_and_of_nothing_else():
    sheets = [every_shape(), replace(every_shape(), title="Second", width=300)]
    made = publish_sheets(sheets, "pdf")
    assert (made.count(b"/Type /Page /"), made) == (2, publish_sheets(sheets, "pdf"))
    assert publish_sheets(sheets[:1], "svg") == publish(every_shape(), "svg")
    with pytest.raises(ValueError, match="PNG takes one sheet, not 2"):
        publish_sheets(sheets, "png")
