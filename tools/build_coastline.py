"""Rebuild figures/process/coastline.csv: ``python tools/build_coastline.py``.

Needs geopandas 0.14.4, the last release that ships the Natural Earth countries; install it in
an environment of its own.
"""

from pathlib import Path

import geopandas

SIMPLIFY = 0.6  # degrees: an atlas on a phone
SMALLEST = 3.0  # square degrees: smaller islands are left out
OUT = Path(__file__).parents[1] / "figures" / "process" / "coastline.csv"
HEADER = f"""\
# title: outlines of the land masses for a small map of the world
# columns: number of the outline; longitude and latitude of its points in degrees
# source: Natural Earth 1:110m countries, naturalearthdata.com, merged, simplified to
#   {SIMPLIFY} degrees, without islands below {SMALLEST:g} square degrees
# obtained: tools/build_coastline.py with geopandas {geopandas.__version__}
# licence: public domain
outline,longitude,latitude
"""


def rows() -> list[str]:
    countries = geopandas.read_file(geopandas.datasets.get_path("naturalearth_lowres"))
    land = countries.buffer(0).unary_union.simplify(SIMPLIFY)
    outlines = [p.exterior.coords for p in land.geoms if p.area > SMALLEST]
    return [f"{i},{x:.1f},{y:.1f}" for i, line in enumerate(outlines) for x, y in line]


if __name__ == "__main__":
    OUT.write_text(HEADER + "\n".join(rows()) + "\n", encoding="utf-8")
