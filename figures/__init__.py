"""Figures of the book: one module a figure, each with ``draw(...) -> Figure``, grouped by part.

What several of them draw with stands beside the parts: `style`, `planes`, `bars`.
"""
