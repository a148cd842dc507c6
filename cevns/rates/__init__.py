"""From cross sections to recoil spectra and counts."""
