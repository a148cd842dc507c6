"""Hatches of a drawing as lines: Chromium prints a pattern as a picture, coarse and heavy.

Matplotlib fills an area with a pattern, ``fill: url(#NAME)``. Its tile is drawn instead, once for
each place where it would be repeated, and cut off where the area ends.
"""

import math
import re
import xml.etree.ElementTree as ET
from itertools import product

SVG = "http://www.w3.org/2000/svg"
LINK = "http://www.w3.org/1999/xlink"
FILLED = re.compile(r"fill: url\(#(\w+)\)(?:; fill-opacity: ([\d.]+))?")
NUMBER = re.compile(r"-?\d[\d.]*(?:e-?\d+)?")

ET.register_namespace("", SVG)
ET.register_namespace("xlink", LINK)


def as_lines(drawing: str) -> str:
    """The same drawing without patterns; one that has none as it is."""
    if "<pattern" not in drawing:
        return drawing
    root = ET.fromstring(drawing)
    tiles = {pattern.get("id", ""): pattern for pattern in root.iter(f"{{{SVG}}}pattern")}
    filled = [
        (around, at, area)
        for around in root.iter()
        for at, area in enumerate(around)
        if FILLED.search(area.get("style", ""))
    ]
    for count, (around, at, area) in enumerate(filled):
        around[at] = _hatched(area, tiles, f"area-{count}")
    for pattern in tiles.values():
        pattern.tag = f"{{{SVG}}}g"  # stays among the definitions, for its name
    return ET.tostring(root, encoding="unicode")


def _hatched(area: ET.Element, tiles: dict[str, ET.Element], name: str) -> ET.Element:
    """An area cut out of its tiles, and its outline on them."""
    style = area.get("style", "")
    found = FILLED.search(style)
    assert found is not None
    outline = area.get("d", "")
    clip = area.attrib.pop("clip-path", "")
    whole = ET.Element(f"{{{SVG}}}g", {"clip-path": clip} if clip else {})
    cut = ET.SubElement(whole, f"{{{SVG}}}clipPath", {"id": name})
    ET.SubElement(cut, f"{{{SVG}}}path", {"d": outline})
    hatch = ET.SubElement(whole, f"{{{SVG}}}g", {"clip-path": f"url(#{name})"})
    if found[2]:
        hatch.set("opacity", found[2])
    for x, y in _places(tiles[found[1]], outline):
        use = {f"{{{LINK}}}href": f"#{found[1]}", "x": f"{x:g}", "y": f"{y:g}"}
        ET.SubElement(hatch, f"{{{SVG}}}use", use)
    if "stroke" in style:
        area.set("style", FILLED.sub("fill: none", style))
        whole.append(area)
    return whole


def _places(tile: ET.Element, outline: str) -> list[tuple[float, float]]:
    """Where a tile is to be drawn to cover an area."""
    numbers = [float(number) for number in NUMBER.findall(outline)]
    steps = []
    for side, given in (("width", numbers[::2]), ("height", numbers[1::2])):
        size = float(tile.get(side, "0"))
        first, last = math.floor(min(given) / size), math.floor(max(given) / size)
        steps.append([size * step for step in range(first, last + 1)])
    return list(product(*steps))
