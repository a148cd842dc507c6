"""Figures of part VII, measured since."""
