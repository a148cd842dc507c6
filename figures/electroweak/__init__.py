"""Figures of part V, electroweak and nuclear physics from the same data."""
