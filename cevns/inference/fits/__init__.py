"""Electroweak and nuclear parameters from counts."""
