// Occupations and form factors come from cevns, the latter as Chebyshev series in Q^2: what is left
// is to sum those, to add up protons and neutrons, and to draw levels where their names have room.
const KINDS = { p: ["protons", "Z"], n: ["neutrons", "N"] };
const [FLOOR, CEILING] = [-42, 6]; // MeV
const PITCH = 1.7; // MeV that the name of a level takes

/** Sum of Chebyshev polynomials, after Clenshaw. */
function chebyshev(coefficients, x) {
  let [b1, b2] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k -= 1)
    [b1, b2] = [coefficients[k] + 2 * x * b1 - b2, b1];
  return coefficients[0] + x * b1 - b2;
}

/** Helm's form factor of a root-mean-square radius and a surface [fm] at Q [1/fm]. */
function helm(rms, s, Q) {
  const x = Q * Math.sqrt((5 / 3) * (rms * rms - 3 * s * s));
  const ball = x < 1e-2 ? 1 - (x * x) / 10 : (3 * (Math.sin(x) / x - Math.cos(x))) / (x * x);
  return ball * Math.exp((-Q * Q * s * s) / 2);
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
function remark(kind, { nucleons, closed }, state) {
  const [name] = KINDS[kind];
  if (closed) return `${nucleons} ${name} close a shell and are taken without pairing.`;
  if (state.collapsed)
    return (
      `The ${name} have collapsed to the normal state: without pairing a quasiparticle costs ` +
      `${digits(state.lowest)} MeV already, more than the gap of ${digits(state.wanted)} MeV.`
    );
  return state.wanted ? "" : `Pairing of the ${name} is off.`;
}

/** Form factors of protons and neutrons at every Q: those of the shells, those of Helm, and 1. */
function formFactors(data, nucleus, shape, radii) {
  const each = (f) => ({ p: data.g_p.map(f("p")), n: data.g_p.map(f("n")) });
  return {
    shells: each((kind) => (_, i) => {
      const q = (i * data.step) / data.top;
      return chebyshev(shape[kind].F, 2 * q * q - 1);
    }),
    helm: each(
      (kind) => (_, i) => helm(radii[kind], nucleus.surface, (i * data.step) / data.hbarc),
    ),
    point: each(() => () => 1),
  };
}

/** How much larger the cross section is with some form factors than with others, at every Q. */
function ratios(data, { Z, N }, some, others) {
  // even numbers of both: no spin, and only the vector amplitude
  const amplitude = ({ p, n }) => data.g_p.map((g_p, i) => Z * g_p * p[i] + N * data.g_n * n[i]);
  const [ours, theirs] = [some, others].map(amplitude);
  return ours.map((a, i) => (a / theirs[i]) ** 2);
}

function levelPlot(name, kind, levels, state, window) {
  const rows = levels.map(([label, energy, pairs], i) => ({
    label,
    energy,
    pairs,
    v2: state.v2[i],
  }));
  const marks = [...rows, { label: "λ", energy: state.lambda }].sort((a, b) => a.energy - b.energy);
  const heights = spread(
    marks.map((mark) => mark.energy),
    PITCH,
  );
  const bars = (pairs, series, label) =>
    rows
      .filter((row) => row.pairs === pairs)
      .map(({ energy, v2 }, i) => {
        const bar = { from: [0, energy], to: [v2, energy], series };
        return i ? bar : { ...bar, label };
      });
  const steps = Array.from({ length: 81 }, (_, k) => state.lambda + window * (k / 40 - 1));
  const filled = (e) => (1 - (e - state.lambda) / Math.hypot(e - state.lambda, state.gap)) / 2;
  return {
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
  const at = data.gaps.indexOf(state.gap);
  const paired = (k) => nucleus.pairing[k].states[at];
  const own = paired(kind);
  const { levels, critical } = nucleus.pairing[kind];
  const shapes = nucleus.shapes[state.radial];
  const shape = { p: shapes.p[at], n: shapes.n[at] };
  const same = state.helm === "same";
  const beside = `Helm with the ${same ? "same" : "assumed"} radii`;
  const radii = same ? { p: shape.p.rms, n: shape.n.rms } : nucleus.assumed;

  const F = formFactors(data, nucleus, shape, radii);
  const ratio = ratios(data, nucleus, F.shells, F.helm);
  const coherent = ratios(data, nucleus, F.shells, F.point);
  const squares = (k) => F.shells[k].map((f, j) => (f / F.helm[k][j]) ** 2);
  const Q = data.g_p.map((_, j) => j * data.step);
  const i = Math.round(state.Q / data.step);
  const T = state.Q ** 2 / (2 * nucleus.mass); // MeV

  const partly = own.v2.flatMap((v2, k) =>
    v2 > 5e-4 && v2 < 1 - 5e-4 ? [`${levels[k][0]} ${v2.toFixed(3)}`] : [],
  );
  const seen = 1 + Math.ceil(data.beam / data.step);
  const changes = [
    ["cross section", ratio],
    ["F_Z² alone", squares("p")],
    ["F_N² alone", squares("n")],
  ].map(([label, values], series) => ({
    label,
    x: Q.slice(0, seen),
    y: values.slice(0, seen).map((v) => 100 * (v - 1)),
    series,
  }));
  const row = (key, label, value, unit, more) => ({ name: key, label, value, unit, ...more });
  const four = { digits: 4 };
  return {
    note: ["p", "n"]
      .map((k) => remark(k, nucleus.pairing[k], paired(k)))
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
      row("skin", "neutron skin, of points", shape.n.points - shape.p.points, "fm"),
      row("T", "recoil energy at the marked Q", 1e3 * T, "keV"),
      row("E_min", "least neutrino energy for it", (T + Math.hypot(T, state.Q)) / 2, "MeV"),
      row("F", `F_${letter} there`, F.shells[kind][i], "", four),
      row("helm", "Helm's", F.helm[kind][i], "", four),
      row("F2", `F_${letter}² over Helm's`, squares(kind)[i], "", { digits: 5 }),
      row("coherent", "cross section over that of a point", coherent[i], "", four),
      row("ratio", "and over that with Helm's form factors", ratio[i], "", {
        digits: 5,
        main: true,
      }),
    ],
    plots: [
      levelPlot(name, kind, levels, own, data.window),
      {
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
          { label: beside, x: Q, y: F.helm[kind].map(Math.abs), series: 1 },
          { label: "paired shells", x: Q, y: F.shells[kind].map(Math.abs), series: 0 },
        ],
        points: [{ x: state.Q, y: Math.abs(F.shells[kind][i]) }],
      },
      {
        title: `Change against ${beside}, in ${name}`,
        x: { label: "momentum transfer Q [MeV]", min: 0, max: data.beam },
        y: { label: "change [%]", ...around(changes.flatMap(({ y }) => y)) },
        lines: changes,
        points: i < seen ? [{ x: state.Q, y: changes[0].y[i] }] : [],
      },
    ],
  };
});
