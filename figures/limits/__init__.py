"""Figures of part IV, limits on transition moments."""
