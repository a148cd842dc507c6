"""Figures of the book: one module a figure, each with ``draw(...) -> Figure``."""
