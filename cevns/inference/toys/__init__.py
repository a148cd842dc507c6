"""Repeated experiments by the thousand, on one core, on many, or on many machines."""
