"""Measured data: counts in bins, templates, nuisances; each set a table and a description."""
