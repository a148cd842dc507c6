"""What a reader cannot read in a figure: words struck by curves or by other words, or cut off."""

from collections.abc import Iterator
from itertools import combinations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cevns.basics.checks import Array
from figures.style import Figure

MARGIN = 1.5
"""Pixels, at 100 to the inch, by which boxes of letters are larger than their ink."""


def shown(artist: Artist) -> bool:
    """Whether it is drawn at all."""
    return bool(artist.get_visible()) and artist.get_alpha() != 0


def slanted(text: Text) -> bool:
    """Whether it is written at an angle: its upright box says little about where it is."""
    return bool(text.get_rotation() % 90)


def kept_free(text: Text) -> bool:
    """Whether words have a background or a bright rim of their own."""
    patch = text.get_bbox_patch()
    return bool(text.get_path_effects()) or (patch is not None and patch.get_facecolor()[3] > 0.6)


def box(text: Text) -> Bbox:
    """Where the letters are, an arrow that begins at them left out."""
    return Text.get_window_extent(text).padded(-MARGIN)


def legends(axes: Axes) -> list[Legend]:
    """Legends of the axes, also those that were replaced as the legend."""
    return [child for child in axes.get_children() if isinstance(child, Legend) and shown(child)]


def labels(axes: Axes) -> list[Text]:
    """Everything that is written in or beside the axes, but its legends and ticks."""
    titles = [axes.title, axes._left_title, axes._right_title]  # type: ignore[attr-defined]
    beside = [axis.label for axis in (axes.xaxis, axes.yaxis)]
    return [text for text in axes.texts + titles + beside if shown(text) and text.get_text()]


def legend_boxes(axes: Axes) -> Iterator[tuple[str, Bbox]]:
    """Boxes of entries, line and words, of legends without a background."""
    for legend in legends(axes):
        frame = legend.get_frame()
        if legend.get_frame_on() and (frame.get_alpha() or 1) > 0.6:
            continue
        for text in legend.get_texts():
            words = box(text)
            sample = (legend.handlelength + legend.handletextpad) * text.get_fontsize()
            left = words.x0 - sample * axes.figure.dpi / 72
            yield text.get_text(), Bbox.from_extents(left, words.y0, words.x1, words.y1)


def curves(axes: Axes) -> Iterator[tuple[Artist, Path]]:
    """Every curve of the axes in pixels: lines, outlines of steps and fits, bars of errors."""
    for line in axes.lines:
        if isinstance(line, Line2D) and shown(line) and line.get_linestyle() != "None":
            yield line, line.get_transform().transform_path(line.get_path())
    for collection in axes.collections:
        if isinstance(collection, LineCollection | ContourSet) and shown(collection):
            if isinstance(collection, ContourSet) and collection.filled:
                continue
            for path in collection.get_paths():
                yield collection, collection.get_transform().transform_path(path)
    for patch in axes.patches:
        edge, face = patch.get_edgecolor(), patch.get_facecolor()
        outlined = patch.get_linewidth() > 0 and edge[3] > 0 and not (patch.fill and edge == face)
        if shown(patch) and outlined:
            yield patch, patch.get_transform().transform_path(patch.get_path())


def marks(axes: Axes) -> Iterator[tuple[Line2D, Array]]:
    """Middle of every mark in pixels."""
    for line in axes.lines:
        if shown(line) and line.get_marker() not in ("None", "", " ", None):
            yield line, line.get_transform().transform(line.get_xydata())


def crosses(path: Path, box: Bbox, within: Bbox) -> bool:
    """Whether a path runs through a box, where the axes show it."""
    part = Bbox.intersection(box, within)
    if part is None or not len(path.vertices):
        return False
    return bool(path.intersects_bbox(part, filled=False))


def struck(figure: Figure) -> list[str]:
    """Words that something runs through, that lie on each other or leave the page."""
    for _ in range(2):  # as it is written: where an aspect is fixed, places settle at the second
        figure.draw_without_rendering()
    said: list[str] = []
    everything: list[Text] = []
    for axes in figure.axes:
        if axes.name == "3d":  # words are placed when it is drawn
            continue
        within = axes.get_window_extent()
        everything += labels(axes)
        upright = [text for text in axes.texts if text in everything and not slanted(text)]
        boxes = [(text.get_text(), box(text)) for text in upright if not kept_free(text)]
        for name, place in [*boxes, *legend_boxes(axes)]:
            said += [
                f"{name!r} is struck by {line.get_label()!r}"
                for line, path in curves(axes)
                if crosses(path, place, within if line.get_clip_on() else figure.bbox)
            ]
            said += [
                f"{name!r} is struck by a mark of {line.get_label()!r}"
                for line, at in marks(axes)
                if any(within.contains(*point) and place.contains(*point) for point in at)
            ]
        everything += [text for legend in legends(axes) for text in legend.get_texts()]
    said += [
        f"{a.get_text()!r} and {b.get_text()!r} lie on each other"
        for a, b in combinations(everything, 2)
        if not (slanted(a) or slanted(b)) and Bbox.intersection(box(a), box(b)) is not None
    ]
    page = figure.bbox.padded(MARGIN)
    for text in everything:
        (x0, y0), (x1, y1) = box(text).get_points()
        if not (page.contains(x0, y0) and page.contains(x1, y1)):
            said.append(f"{text.get_text()!r} leaves the page")
    return said
