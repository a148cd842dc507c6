"""Flavours, mixing, transition moments, what a beam sees of them, and oscillation."""
