"""What can be fitted: each parameter by what it does to the prediction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from cevns.basics.checks import Array, choice
from cevns.basics.kinds import checked
from cevns.inference.assumptions import Assumptions
from cevns.inference.fits.prediction import Models, Sizes, belongs, component_flavors, groups
from cevns.interactions.charge_radius import CONVENTIONS, proton_shift
from cevns.interactions.couplings import SCHEMES, NucleonCouplings, OneLoop
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei import families
from cevns.nuclei.families import Family
from cevns.nuclei.nuclides import Nucleon
from cevns.nuclei.radii import FormFactorModel, form_factor_models
from cevns.sources.beams import BeamComponent

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sin2_theta_w": "1",
        "magnetic_moment": "1e-10 mu_B",
        "charge_radius": "1e-32 cm^2",
        "transition_radius": "1e-32 cm^2",
        "neutron_radius": "fm",
        "oscillator_length": "fm",
        "transition_moment": "1e-10 mu_B",
    }
)
"""Quantities that can be fitted, and their units."""

LARGEST_RADIUS: Final = 12.0
"""Largest rms radius that is looked at [fm], twice that of the heaviest nuclei."""

OSCILLATOR_LENGTHS: Final = (0.1, 5.5)
"""Oscillator lengths that are looked at [fm]."""

Effect = Literal["shift", "transition", "moment", "size"]


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of a fit, and what it does to the prediction.

    Parameters
    ----------
    quantity, flavor : what it is, and whose
    effect : what it changes: the proton's coupling, the same with a change of flavour, squared
        moments (the parameter is a squared modulus), or the size of nuclei
    weights : by component, what one unit of it changes
    origin : its value where nothing is changed
    low, high : range that is looked at; infinite where there is no end
    physical : range of what it can be
    sizes : form factors at a size
    note : how it is meant
    """

    quantity: str
    flavor: str
    effect: Effect
    weights: Array
    origin: float = 0.0
    low: float = -np.inf
    high: float = np.inf
    physical: tuple[float, float] = (-np.inf, np.inf)
    sizes: Sizes | None = None
    note: str = ""

    @property
    def unit(self) -> str:
        """Of what is shown."""
        return UNITS[self.quantity]

    @property
    def degree(self) -> int | None:
        """Degree of the count as a polynomial; None for that of the sizes."""
        return {"shift": 2, "transition": 1, "moment": 1, "size": None}[self.effect]

    @property
    def squared(self) -> bool:
        """Whether it is the square of what is shown."""
        return self.effect in ("moment", "transition")

    @property
    def neutral(self) -> float:
        """Its value where nothing is changed; of a size, the middle of its range."""
        return (self.low + self.high) / 2 if self.effect == "size" else self.origin

    @property
    def scale(self) -> float:
        """A step that changes the events by a fair part."""
        most = float(np.abs(self.weights).max(initial=0.0))
        return 0.1 / most if self.effect == "shift" and most else 1.0

    @property
    def shown_low(self) -> float:
        """Lower end of what it can be, as shown."""
        return self.shown(max(self.low, self.physical[0]))

    @property
    def shown_high(self) -> float:
        """Upper end of what it can be, as shown."""
        return self.shown(min(self.high, self.physical[1]))

    def shown(self, t: float) -> float:
        """Value in `unit`."""
        return float(np.sqrt(max(t, 0.0))) if self.squared else float(t)

    def inner(self, value: Array) -> Array:
        """Inverse of `shown`."""
        return np.asarray(value) ** 2 if self.squared else np.asarray(value)


@checked
def parameter(
    quantity: str,
    flavor: str | None,
    assumptions: Assumptions,
    components: Sequence[BeamComponent],
    *,
    convention: str = "modern",
    separate: bool | None = None,
    family: str | Family | None = None,
    moment: str = "Lambda_1",
) -> Parameter:
    """Return a parameter by name.

    Parameters
    ----------
    quantity : one of `UNITS`
    flavor : of the neutrinos that have it: ``"nu_e"``, ``"nu_mu"``, ``"nu_mu_bar"``, ``"muon"`` for
        both of these, or ``"all"``, which is also what None means
    assumptions : what the fit rests on
    components : of the beam
    convention : of charge radii, one of `cevns.interactions.charge_radius.CONVENTIONS`
    separate : whether the protons keep their form factor while the size of the neutrons is fitted;
        None if the assumptions tell the two apart
    family : of form factors whose size is fitted; that of the neutrons by default
    moment : for ``"transition_moment"``

    Raises
    ------
    ValueError
        if a name is unknown, or has no meaning for the quantity
    """
    choice("quantity", quantity, UNITS)
    flavors = component_flavors(components)
    group = flavor or "all"
    if quantity in ("sin2_theta_w", "neutron_radius", "oscillator_length", "transition_moment"):
        if group != "all":
            raise ValueError(f"{quantity} is that of all flavours, not of {group!r}")
    elif group not in (known := ("nu_e", "nu_e_bar", "nu_mu", "nu_mu_bar", "muon", "all")):
        choice("flavour", group, dict.fromkeys([*groups(flavors), *known]))
    share = np.array([float(belongs(f, group)) for f in flavors])
    carried = share * [assumptions.beam in ("all", c.beam) for c in components]
    make = partial(Parameter, quantity=quantity, flavor=group)
    if quantity == "sin2_theta_w":
        return _mixing_angle(assumptions, share, make)
    if quantity == "magnetic_moment":
        return make(effect="moment", weights=carried, low=0.0, physical=(0.0, np.inf))
    if quantity == "charge_radius":
        shift, note = _radius(assumptions, convention)
        return make(effect="shift", weights=shift * share, note=note)
    if quantity == "transition_radius":
        shift, _ = _radius(assumptions, convention)
        note = f"convention {convention}: radius to another flavour, which adds incoherently"
        return make(
            effect="transition",
            weights=shift**2 * share,
            low=0.0,
            physical=(0.0, np.inf),
            note=note,
        )
    if quantity == "transition_moment":
        i = MOMENTS[choice("moment", moment, MOMENTS)]
        forms = [flavor_form(f, assumptions.mixing)[i, i].real for f in flavors]
        return make(
            effect="moment",
            weights=carried * forms,
            low=0.0,
            physical=(0.0, np.inf),
            note=f"|{moment}|, the other moments zero",
        )
    return _size(quantity, assumptions, len(flavors), make, separate, family)


Make = Callable[..., Parameter]


@checked
def slope(assumptions: Assumptions) -> tuple[float, float]:
    """Return the mixing angle of the couplings, and how the proton's coupling changes with it."""
    named = assumptions.couplings
    if isinstance(named, OneLoop):
        return named.sin2_theta_W, -2 * named.rho
    if not isinstance(named, str):
        raise ValueError(
            "couplings given as numbers have no mixing angle: name one of " + ", ".join(SCHEMES)
        )
    make = SCHEMES[named]
    g_0, g_1, g = (float(c.g_pV) for c in (make(0.0), make(1.0), make()))
    return (g - g_0) / (g_1 - g_0), g_1 - g_0


def _mixing_angle(assumptions: Assumptions, share: Array, make: Make) -> Parameter:
    origin, by = slope(assumptions)
    note = f"sin^2 theta_W of the scheme {assumptions.record()['couplings']}"
    return make(effect="shift", weights=by * share, origin=origin, physical=(0.0, 1.0), note=note)


def _radius(assumptions: Assumptions, convention: str) -> tuple[float, str]:
    """Shift per unit of a charge radius, and what the radius is counted from."""
    shift = proton_shift(choice("convention", convention, CONVENTIONS))
    named, c = assumptions.couplings, assumptions.nucleon_couplings
    if convention == "talk" and (isinstance(named, str) or isinstance(c, OneLoop)):
        # as the talk writes it, a change of the angle: with the factors that the angle has
        shift *= slope(assumptions)[1] / -2
    told = "all of the radius" if named == "tree" or isinstance(c, NucleonCouplings) else ""
    if named == "radiative_2005":
        told = "what comes on top of the radius of nu_mu, which is in the corrections"
    return shift, f"convention {convention}: " + (
        told or "what comes on top of the Standard Model's radius, which is in the couplings"
    )


def _size(
    quantity: str,
    assumptions: Assumptions,
    components: int,
    make: Make,
    separate: bool | None,
    named: str | Family | None,
) -> Parameter:
    protons, _ = form_factor_models(assumptions.proton_model, assumptions.neutron_model)
    if separate is None:
        separate = assumptions.neutron_form_factor is not None
    own = assumptions.neutron_form_factor or assumptions.form_factor
    of: Callable[[float, Nucleon], FormFactorModel]
    if quantity == "oscillator_length":
        of, shape = families.oscillator, "harmonic oscillator with whole nucleons"
        low, high = OSCILLATOR_LENGTHS
    else:
        chosen = families.family(named or (own if isinstance(own, str) else "helm"))
        of, shape = chosen.model, f"rms radius, family {chosen.name}"
        low, high = chosen.smallest_rms * (1 + 1e-9) or 0.1, LARGEST_RADIUS

    def models(size: float) -> Models:
        return protons if separate else of(size, "p"), of(size, "n")

    kept = "protons keep their form factor" if separate else "protons and neutrons alike"
    return make(
        effect="size",
        weights=np.zeros(components),
        low=low,
        high=high,
        physical=(low, high),
        sizes=Sizes(low=low, high=high, models=models),
        note=f"{shape}; {kept}",
    )
