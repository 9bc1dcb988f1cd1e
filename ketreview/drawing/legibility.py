"""Whether a figure can be read: no text upon another, none outside the sheet."""

from math import cos, radians, sin

from ketreview.drawing.metrics import text_width
from ketreview.drawing.scene import Scene, Text, texts

Box = tuple[float, float, float, float]
ASCENT, DESCENT = 0.72, 0.21


def text_box(text: Text) -> Box:
    """Left, top, right and bottom of a text in points, turned texts by their bounding box."""
    width = text_width(text.text, text.size, text.weight)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    top, bottom = -ASCENT * text.size, DESCENT * text.size
    turn = radians(text.rotate)
    corners = [(x, y) for x in (left, left + width) for y in (top, bottom)]
    xs = [text.x + x * cos(turn) - y * sin(turn) for x, y in corners]
    ys = [text.y + x * sin(turn) + y * cos(turn) for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def collisions(scene: Scene) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes overlap."""
    boxes = sorted(((text_box(text), text.text) for text in texts(scene) if text.text), key=lambda b: b[0][1])
    found = []
    for index, (box, words) in enumerate(boxes):
        for other, other_words in boxes[index + 1 :]:
            if other[1] >= box[3]:
                break
            if other[0] < box[2] and box[0] < other[2]:
                found.append((words, other_words))
    return found


def outside(scene: Scene) -> list[str]:
    """Texts that leave the sheet by more than rounding."""
    slack = 0.01
    return [
        text.text
        for text in texts(scene)
        for left, top, right, bottom in [text_box(text)]
        if left < -slack or top < -slack or right > scene.width + slack or bottom > scene.height + slack
    ]
