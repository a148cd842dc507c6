"""Figures of part VII, what has been measured since."""
