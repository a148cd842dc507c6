"""Figures of part II, the electromagnetic vertex."""
