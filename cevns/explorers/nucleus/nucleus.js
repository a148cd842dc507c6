// Levels of a well and the form factor of each subshell, a Chebyshev series in Q^2, come from cevns.
// Pairing spreads nucleons over the subshells here, so that the gap can be anything.
const KINDS = { p: ["protons", "Z"], n: ["neutrons", "N"] };
const [FLOOR, CEILING] = [-42, 6]; // MeV
const PITCH = 1.7; // MeV that the name of a level takes

/** Helm's form factor of a root-mean-square radius and a surface [fm] at Q [1/fm]. */
function helm(rms, s, Q) {
  const x = Q * Math.sqrt((5 / 3) * (rms * rms - 3 * s * s));
  const ball = x < 1e-2 ? 1 - (x * x) / 10 : (3 * (Math.sin(x) / x - Math.cos(x))) / (x * x);
  return ball * Math.exp((-Q * Q * s * s) / 2);
}

const LEAST_GAP = 1e-6; // told from none, MeV

/** Levels that pair, as functions of the gap alone, as in cevns.nuclei.structure.bcs. */
function pairs(levels) {
  const near = levels.filter((level) => level.pairs);
  const holds = near.reduce((sum, level) => sum + level.holds, 0);
  const energies = near.map((level) => level.energy);
  /** Share of a level that is full, written so that no digits cancel. */
  const full = (energy, lambda, gap) => {
    const [xi, E] = [energy - lambda, Math.hypot(energy - lambda, gap)];
    const small = gap ** 2 / (2 * E * (E + Math.abs(xi)));
    return xi < 0 ? 1 - small : small;
  };
  const chemical = (gap) => {
    const excess = (lambda) =>
      near.reduce((sum, { energy, holds: h, filled }) => {
        const v2 = full(energy, lambda, gap);
        const u2 = full(2 * lambda - energy, lambda, gap); // of the mirrored level
        return sum + h * (v2 * (1 - filled) - u2 * filled);
      }, 0);
    const far = gap * Math.sqrt(holds);
    return zero(excess, Math.min(...energies) - far, Math.max(...energies) + far);
  };
  const quasiparticles = (gap) => {
    const lambda = chemical(gap);
    return energies.map((energy) => Math.hypot(energy - lambda, gap));
  };
  return {
    full,
    chemical,
    lowest: (gap) => Math.min(...quasiparticles(gap)),
    strength: (gap) =>
      2 / quasiparticles(gap).reduce((sum, E, i) => sum + near[i].holds / 2 / E, 0),
  };
}

/** The paired state whose lowest quasiparticle has an energy, or the normal one if there is none. */
function paired({ levels, fermi, blocked, open }, wanted) {
  const near = pairs(levels);
  const normal = wanted <= LEAST_GAP || blocked || near.lowest(LEAST_GAP) >= wanted;
  if (normal) {
    const lambda = open || blocked ? fermi : near.chemical(LEAST_GAP);
    const lowest = Math.min(...levels.map(({ energy }) => Math.abs(energy - lambda)));
    const v2 = levels.map((level) => level.filled);
    return { wanted, gap: 0, lambda, v2, lowest, collapsed: wanted > 0 };
  }
  const gap = zero((D) => near.lowest(D) - wanted, LEAST_GAP, wanted);
  const lambda = near.chemical(gap);
  const v2 = levels.map(({ energy, pairs: may, filled }) =>
    may ? near.full(energy, lambda, gap) : filled,
  );
  const unsharp = levels.reduce((sum, { holds }, i) => sum + holds * v2[i] * (1 - v2[i]), 0);
  const strength = near.strength(gap);
  const number_spread = Math.sqrt(2 * unsharp);
  return { wanted, gap, lambda, v2, strength, number_spread, lowest: wanted, collapsed: false };
}

/** Form factor and radii of nucleons that fill subshells in these parts: all is linear in them. */
function filledShells({ nucleons, levels }, v2, { core, shells, extra }) {
  const parts = [
    [core.share, core],
    ...levels.flatMap(({ holds, pairs: may }, i) =>
      may ? [[(holds * v2[i]) / nucleons, shells[i]]] : [],
    ),
  ].filter(([, shape]) => shape.F);
  const mean = (f) => parts.reduce((sum, [share, shape]) => sum + share * f(shape), 0);
  const points2 = mean(({ r2 }) => r2);
  const F = Array.from({ length: Math.max(...parts.map(([, { F: c }]) => c.length)) }, (_, k) =>
    mean(({ F: c }) => c[k] ?? 0),
  );
  return { F, rms: Math.sqrt(points2 + extra), points: Math.sqrt(points2) };
}

/** Places as near as can be to those given, rising, that keep a distance from one another. */
function spread(places, distance) {
  const groups = [];
  const low = ({ sum, n }) => sum / n - ((n - 1) / 2) * distance;
  for (const place of places) {
    let group = { sum: place, n: 1 };
    while (groups.length && low(group) < low(groups.at(-1)) + groups.at(-1).n * distance) {
      const before = groups.pop();
      group = { sum: before.sum + group.sum, n: before.n + group.n };
    }
    groups.push(group);
  }
  return groups.flatMap((group) =>
    Array.from({ length: group.n }, (_, k) => low(group) + k * distance),
  );
}

/** Ends of an axis that holds some values, and zero. */
function around(values) {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const margin = 0.08 * Math.max(high - low, 0.01);
  return { min: low - margin, max: high + margin };
}

/** Say what came of pairing, where it is not just a gap. */
function remark(kind, { nucleons, measured }, state) {
  const [name] = KINDS[kind];
  if (measured === 0) return `${nucleons} ${name} close a shell and are taken without pairing.`;
  if (state.collapsed)
    return (
      `The ${name} have collapsed to the normal state: without pairing a quasiparticle costs ` +
      `${digits(state.lowest)} MeV already, more than the gap of ${digits(state.wanted)} MeV.`
    );
  return state.wanted ? "" : `Pairing of the ${name} is off.`;
}

/** Form factors of protons and neutrons as functions of Q [MeV]: those of the shells, those of Helm. */
function formFactors(data, nucleus, shape, radii) {
  const each = (f) => ({ p: f("p"), n: f("n") });
  return {
    shells: each((kind) => (Q) => chebyshev(shape[kind].F, 2 * (Q / data.top) ** 2 - 1)),
    helm: each((kind) => (Q) => helm(radii[kind], nucleus.surface, Q / data.hbarc)),
    point: each(() => () => 1),
  };
}

/** How much larger the cross section is at Q [MeV] with some form factors than with others. */
function ratio(data, { Z, N }, some, others) {
  // even numbers of both: no spin, and only the vector amplitude
  return (Q) => {
    const g_p = cubic(data.g_p, Q / data.step);
    const amplitude = ({ p, n }) => Z * g_p * p(Q) + N * data.g_n * n(Q);
    const [ours, theirs] = [some, others].map(amplitude);
    return (ours / theirs) ** 2;
  };
}

function levelPlot(name, kind, levels, state, window) {
  const rows = levels.map((level, i) => ({ ...level, v2: state.v2[i] }));
  const marks = [...rows, { label: "λ", energy: state.lambda }].sort((a, b) => a.energy - b.energy);
  const heights = spread(
    marks.map((mark) => mark.energy),
    PITCH,
  );
  const bars = (may, series, label) =>
    rows
      .filter((row) => row.pairs === may)
      .map(({ energy, v2 }, i) => {
        const bar = { from: [0, energy], to: [v2, energy], series };
        return i ? bar : { ...bar, label };
      });
  const steps = Array.from({ length: 81 }, (_, k) => state.lambda + window * (k / 40 - 1));
  const filled = (e) => (1 - (e - state.lambda) / Math.hypot(e - state.lambda, state.gap)) / 2;
  return {
    short: "Levels",
    title: `Levels of the ${KINDS[kind][0]} in ${name}, and how full they are`,
    height: 540,
    x: { label: "occupation v²", min: 0, max: 1.36 },
    y: { label: "energy [MeV]", min: FLOOR, max: CEILING },
    lines: [
      ...(state.gap
        ? [{ label: "v² at any energy", x: steps.map(filled), y: steps, series: 1 }]
        : []),
      { label: "chemical potential λ", x: [0, 1], y: [state.lambda, state.lambda], series: 3 },
      ...rows.map(({ energy, v2 }) => ({ x: [v2, 1], y: [energy, energy], series: 6 })),
      ...marks.map(({ energy }, i) => ({
        x: [1, 1.04, 1.07],
        y: [energy, energy, heights[i]],
        series: 6,
      })),
    ],
    arrows: [...bars(true, 0, "may pair"), ...bars(false, 4, "full or empty")],
    words: marks.map(({ label }, i) => ({ x: 1.08, y: heights[i], text: label, below: 5 })),
  };
}

export default mount((data, state) => {
  const { kind } = state;
  const [nucleons, letter] = KINDS[kind];
  const nucleus = data.nuclides[state.nuclide];
  const name = data.names[state.nuclide];
  const found = Object.fromEntries(
    Object.entries(nucleus.pairing).map(([k, one]) => [k, paired(one, state.gap * one.measured)]),
  );
  const own = found[kind];
  const { levels, critical } = nucleus.pairing[kind];
  const shapes = nucleus.shapes[state.radial];
  const filled = (k) => filledShells(nucleus.pairing[k], found[k].v2, shapes[k]);
  const shape = { p: filled("p"), n: filled("n") };
  const same = state.helm === "same";
  const beside = `Helm with the ${same ? "same" : "assumed"} radii`;
  const radii = same ? { p: shape.p.rms, n: shape.n.rms } : nucleus.assumed;

  const F = formFactors(data, nucleus, shape, radii);
  const beyond = ratio(data, nucleus, F.shells, F.helm);
  const coherent = ratio(data, nucleus, F.shells, F.point);
  const squares = (k) => (q) => (F.shells[k](q) / F.helm[k](q)) ** 2;
  const Q = data.g_p.map((_, j) => j * data.step);
  const T = state.Q ** 2 / (2 * nucleus.mass); // MeV

  const partly = own.v2.flatMap((v2, k) =>
    v2 > 5e-4 && v2 < 1 - 5e-4 ? [`${levels[k].label} ${v2.toFixed(3)}`] : [],
  );
  const seen = Q.slice(0, 1 + Math.ceil(data.beam / data.step));
  const changes = [
    ["cross section", beyond],
    ["F_Z² alone", squares("p")],
    ["F_N² alone", squares("n")],
  ].map(([label, values], series) => ({
    label,
    x: seen,
    y: seen.map((q) => 100 * (values(q) - 1)),
    series,
  }));
  const row = (key, label, value, unit, more) => ({ name: key, label, value, unit, ...more });
  const four = { digits: 4 };
  return {
    note: ["p", "n"]
      .map((k) => remark(k, nucleus.pairing[k], found[k]))
      .filter(Boolean)
      .join(" "),
    rest:
      `Partly full, v²: ${partly.join(", ") || "none"}. ${data.rest} ${data.told[state.radial]} ` +
      `of length ${digits(shapes.b, 4)} fm. Cross section: ${data.couplings}.`,
    readout: [
      row("lambda", `chemical potential λ of the ${nucleons}`, own.lambda, "MeV", four),
      row("wanted", "gap that pairing is tuned to", own.wanted, "MeV"),
      row("strength", "pairing strength G it takes", own.gap ? own.strength : NaN, "MeV"),
      row("critical", "critical G, least for pairing", critical, "MeV"),
      row("gap", "Δ", own.gap, "MeV", { main: true }),
      row("spread", "spread of their number", own.gap ? own.number_spread : NaN),
      row("charge", "charge radius", shape.p.rms, "fm", four),
      row("measured", "measured", nucleus.charge, "fm", four),
      row(
        "skin",
        "neutron skin, of points",
        Math.round(1e9 * (shape.n.points - shape.p.points)) / 1e9,
        "fm",
      ),
      row("T", "recoil energy at the marked Q", 1e3 * T, "keV"),
      row("E_min", "least neutrino energy for it", (T + Math.hypot(T, state.Q)) / 2, "MeV"),
      row("F", `F_${letter} there`, F.shells[kind](state.Q), "", four),
      row("helm", "Helm's", F.helm[kind](state.Q), "", four),
      row("F2", `F_${letter}² over Helm's`, squares(kind)(state.Q), "", { digits: 5 }),
      row("coherent", "cross section over that of a point", coherent(state.Q), "", four),
      row("ratio", "and over that with Helm's form factors", beyond(state.Q), "", {
        digits: 5,
        brief: "cross section over Helm's",
        main: true,
      }),
    ],
    plots: [
      levelPlot(name, kind, levels, own, data.window),
      {
        short: "Form factor",
        title: `Form factor F_${letter} of ${name}, and Helm's`,
        x: { label: "momentum transfer Q [MeV]", min: 0, max: data.top },
        y: { label: `|F_${letter}|`, min: 1e-3, max: 1, log: true },
        regions: [
          {
            x: [0, data.beam, data.beam, 0],
            y: [1e-3, 1e-3, 1, 1],
            series: 2,
            label: "reach of stopped pions",
          },
        ],
        lines: [
          { label: beside, x: Q, y: Q.map((q) => Math.abs(F.helm[kind](q))), series: 1 },
          { label: "paired shells", x: Q, y: Q.map((q) => Math.abs(F.shells[kind](q))), series: 0 },
        ],
        points: [{ x: state.Q, y: Math.abs(F.shells[kind](state.Q)) }],
      },
      {
        short: "Change",
        title: `Change against ${beside}, in ${name}`,
        x: { label: "momentum transfer Q [MeV]", min: 0, max: data.beam },
        y: { label: "change [%]", ...around(changes.flatMap(({ y }) => y)) },
        lines: changes,
        points: state.Q < data.beam ? [{ x: state.Q, y: 100 * (beyond(state.Q) - 1) }] : [],
      },
    ],
  };
});
