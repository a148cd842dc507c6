"""Figures of part III, from cross section to counts."""
