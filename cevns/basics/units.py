"""Multipliers of the one unit system: multiply on the way in, divide on the way out.

Energy, momentum and mass in MeV; nuclear lengths in fm; areas in cm^2; time in s;
detector mass in kg; magnetic moments in Bohr magnetons. A quantity kept in any other
unit says so in its name (``baseline_m``).

A quantity of astropy, pint or unyt may take the place of a plain number wherever a function of
this package asks for one in a unit: it is converted, or refused if it is something else.
"""

MeV = 1.0

keV, eV, GeV = 1e-3 * MeV, 1e-6 * MeV, 1e3 * MeV

fm = 1.0

second = 1.0

ms, us, ns = 1e-3 * second, 1e-6 * second, 1e-9 * second

hour = 3600 * second

day = 24 * hour

year = 365.25 * day

kg = 1.0

gram, tonne = 1e-3 * kg, 1e3 * kg

cm2 = 1.0

CM_PER_METRE = 100.0

CM_PER_FM = 1e-13
mu_B = 1.0
mu10 = 1e-10 * mu_B
"""The unit of inference: above the counts every moment is in 1e-10 mu_B, and names say so."""
