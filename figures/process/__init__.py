"""Figures of part I, the process."""
