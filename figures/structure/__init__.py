"""Figures of part VI, nuclear structure."""
