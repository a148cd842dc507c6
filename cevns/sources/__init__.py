"""Where neutrinos come from: spectra, beams, stopped pions, reactors, the Sun."""
