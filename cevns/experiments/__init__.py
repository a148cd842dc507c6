"""Experiments by name, and what they counted."""
