"""Incoherent scattering: a neutrino leaves a nucleus in another state than it found it."""
