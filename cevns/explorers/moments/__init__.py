"""What each beam sees of the transition moments."""

import math

from cevns.explorers.host import (
    EDITIONS,
    UNIT,
    Explorer,
    Spec,
    choice,
    explorer,
    rounded,
    slider,
)
from cevns.inference.assumptions import RECOMMENDED
from cevns.neutrinos.mixing import NUFIT_6_1, PRESETS, Mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.sources.solar import P_e1


def _edition(mixing: Mixing) -> Spec:
    P = P_e1("7Be", mixing)
    c2_13 = 1 - mixing.sin2_13
    angles = {name: getattr(mixing, name) for name in ("sin2_12", "sin2_13", "sin2_23")}
    return angles | {"solar": [c2_13 * P, c2_13 * (1 - P), mixing.sin2_13]}


def moments() -> Explorer:
    """Explore the effective moments of every beam for any three complex moments.

    Returns
    -------
    Explorer
        moduli and phases, delta_CP and mixing edition; both bases, what each beam sees, and
        the blind part
    """
    delta = {name: rounded(m.delta_CP / math.pi, 4) for name, m in PRESETS.items()}  # to 0.1°
    phases = {name: {"delta": value} for name, value in delta.items()}
    return explorer(
        __name__,
        "What does each beam see of the transition moments?",
        {
            "editions": {name: _edition(m) for name, m in PRESETS.items()},
            "flavors": ["nu_e", "nu_mu", "nu_tau"],
        },
        [
            *(slider(name, f"|Λ{'₁₂₃'[i]}|", UNIT, 0, 10, 0.1) for name, i in MOMENTS.items()),
            slider("zeta_1", "phase ζ₁ of Λ₁ (ζ₃\u00a0=\u00a00)", "π", 0, 2, 0.05),
            slider("zeta_2", "phase ζ₂ of Λ₂", "π", 0, 2, 0.05),
            choice("mixing", "mixing angles (sets δ too)", EDITIONS, presets=phases),
            slider("delta", "Dirac phase δ", "π", 0, 2, 0.01),
            choice(
                "beam",
                "picture for a beam of",
                {"nu_e": "electron neutrinos", "nu_mu": "muon neutrinos"},
            ),
        ],
        {
            "Lambda_1": 8,
            "Lambda_2": 6,
            "Lambda_3": 5,
            "zeta_1": 0.3,
            "zeta_2": 1.3,
            "mixing": RECOMMENDED.mixing.name,
            "delta": delta[RECOMMENDED.mixing.name],
            "beam": "nu_e",
        },
        [
            (
                "fig-eff-blind",
                "at a star",
                {"delta": 0, "zeta_1": 0, "zeta_2": 0}
                | {n: rounded(7 * NUFIT_6_1.real.matrix[0, i].real, 6) for n, i in MOMENTS.items()},
            )
        ],
    )
