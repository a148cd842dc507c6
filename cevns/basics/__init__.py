"""Ground floor: units, constants, checks, quadrature, and how files are read."""
