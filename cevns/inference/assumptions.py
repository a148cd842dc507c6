"""What a limit rests on besides the data: one frozen object, two of them shipped by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypedDict, Unpack

from cevns.basics.checks import choice
from cevns.basics.kinds import checked, describe
from cevns.inference.counts import PRESCRIPTIONS, PULLS
from cevns.inference.intervals import DEFINITIONS, delta_chi2
from cevns.interactions.couplings import SCHEMES, Couplings, scheme
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, NUFIT_6_1, Mixing
from cevns.nuclei.radii import FormFactorModel, model
from cevns.rates.signal import NuclearModel

FLUXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "shared": "one pull for the flux of a source, common to all of its counts",
        "separate": "every count has all of its uncertainty for itself",
    }
)
"""What several counts at one source have in common."""


class Changes(TypedDict, total=False):
    """Assumptions that may be changed one by one, with the same names."""

    mixing: Mixing
    couplings: str | Couplings
    form_factor: str | FormFactorModel
    neutron_form_factor: str | FormFactorModel | None
    beam: str
    prescription: str
    flux: str
    definition: str
    confidence_level: float
    pull: str


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a limit rests on besides the data; what is not given is as in `RECOMMENDED`.

    Parameters
    ----------
    name : of the set
    mixing : of the leptons
    couplings : name of one of `cevns.interactions.couplings.SCHEMES`, or couplings of the nucleons
    form_factor : name of one of `cevns.nuclei.radii.MODELS`, or a model; that of the protons if
        the neutrons have their own
    neutron_form_factor : likewise for the neutrons; None for that of the protons
    beam : which components carry the magnetic term, ``"all"``, ``"prompt"`` or ``"delayed"``;
        the Standard Model count always contains all of them
    prescription : one of `cevns.inference.counts.PRESCRIPTIONS`
    flux : one of `FLUXES`; it matters where counts are combined
    definition : one of `cevns.inference.intervals.DEFINITIONS`
    confidence_level : between 0 and 1
    pull : shape of the pull on the signal, one of `cevns.inference.pulls.PULLS`

    Raises
    ------
    ValueError
        if a name is unknown or the confidence level is no fraction
    """

    name: str
    mixing: Mixing = NUFIT_6_1
    couplings: str | Couplings = "one_loop"
    form_factor: str | FormFactorModel = "charge_helm"
    neutron_form_factor: str | FormFactorModel | None = "skin_helm"
    beam: str = "all"
    prescription: str = "profiled"
    flux: str = "shared"
    definition: str = "physical"
    confidence_level: float = 0.90
    pull: str = "gaussian"

    def __post_init__(self) -> None:
        if isinstance(self.couplings, str):
            choice("coupling scheme", self.couplings, SCHEMES)
        for one in (self.form_factor, self.neutron_form_factor):
            if isinstance(one, str):
                model(one)
        choice("prescription", self.prescription, PRESCRIPTIONS)
        choice("flux", self.flux, FLUXES)
        choice("definition", self.definition, DEFINITIONS)
        choice("pull", self.pull, PULLS)
        delta_chi2(self.confidence_level, 1)

    def but(self, **changes: Unpack[Changes]) -> "Assumptions":
        """Return the same with some things changed, and a name that says which.

        A form factor given alone is that of protons and neutrons.
        """
        if not changes:
            return self
        told = ", ".join(f"{key} = {_told(value)}" for key, value in changes.items())
        if "form_factor" in changes:
            changes.setdefault("neutron_form_factor", None)
        return replace(self, name=f"{self.name}; {told}", **changes)

    @property
    def nuclear(self) -> NuclearModel:
        """Couplings and form factors by the names that the functions of `cevns.rates` have."""
        return {
            "couplings": self.nucleon_couplings,
            "form_factor": self.proton_model,
            "neutron_form_factor": self.neutron_model,
        }

    @property
    def nucleon_couplings(self) -> Couplings:
        """Couplings of the nucleons."""
        return scheme(self.couplings) if isinstance(self.couplings, str) else self.couplings

    @property
    def proton_model(self) -> FormFactorModel:
        """Form factor of the protons of every nuclide."""
        return _model(self.form_factor)

    @property
    def neutron_model(self) -> FormFactorModel | None:
        """Form factor of the neutrons of every nuclide; None for that of the protons."""
        return None if self.neutron_form_factor is None else _model(self.neutron_form_factor)

    def record(self) -> dict[str, str | float | None]:
        """Return all of it as plain text and numbers, for outputs."""
        return {
            "name": self.name,
            "mixing": self.mixing.name,
            "couplings": _told(self.couplings),
            "form_factor": _told(self.form_factor),
            "neutron_form_factor": (
                None if self.neutron_form_factor is None else _told(self.neutron_form_factor)
            ),
            "beam": self.beam,
            "prescription": self.prescription,
            "flux": self.flux,
            "definition": self.definition,
            "confidence_level": self.confidence_level,
            "pull": self.pull,
        }


describe(Assumptions, hint="use cevns.RECOMMENDED, cevns.TALK or cevns.RECOMMENDED.but(...)")


def _model(given: str | FormFactorModel) -> FormFactorModel:
    return model(given) if isinstance(given, str) else given


def _told(value: object) -> str:
    if isinstance(value, Callable):  # type: ignore[arg-type]
        return str(getattr(value, "__name__", value))
    return str(getattr(value, "name", value))


TALK: Final = Assumptions(
    name="talk",
    mixing=DE_SALAS_2018_CP_CONSERVING,
    couplings="tree",
    form_factor="helm",
    neutron_form_factor=None,
    prescription="talk",
    flux="separate",
)
"""What reproduces the print: tree couplings at 0.2386, Helm's form factor for protons and
neutrons, the angles of 2018 with delta_CP = 0, the talk's prescription for expected counts, and
for every count an uncertainty of its own."""

RECOMMENDED: Final = Assumptions(name="recommended")
"""What one would assume today, and what every function assumes unless told otherwise: the Standard
Model's own couplings by flavour and Q, measured charge radii for the protons, the mean neutron
skin of antiprotonic atoms, NuFIT 6.1 with its best delta_CP, all beams with the magnetic term,
pulls profiled, the flux of a source shared by its counts."""

SETS: Final[Mapping[str, Assumptions]] = MappingProxyType(
    {one.name: one for one in (RECOMMENDED, TALK)}
)
"""Named sets of assumptions."""
