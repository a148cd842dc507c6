"""Electroweak and nuclear physics from the same data: drawn, not computed, here."""
