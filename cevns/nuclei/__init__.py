"""Nuclei and materials: masses, abundances, form factors and their radii."""
