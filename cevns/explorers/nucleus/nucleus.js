// Occupations and form factors come from cevns, the latter as Chebyshev series in Q^2: what is left
// is to sum those, to add up protons and neutrons, and to draw levels where their names have room.
const KINDS = { p: ["protons", "Z"], n: ["neutrons", "N"] };
const WINDOW = 8; // MeV, of the pairing
const FLOOR = -42; // MeV
const CEILING = 6;
const PITCH = 1.75; // MeV that a name takes

/** Sum of Chebyshev polynomials, after Clenshaw. */
function chebyshev(coefficients, x) {
  let [b1, b2] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k -= 1)
    [b1, b2] = [coefficients[k] + 2 * x * b1 - b2, b1];
  return coefficients[0] + x * b1 - b2;
}

/** Helm's form factor with a root-mean-square radius, at Q [1/fm]. */
function helm(rms, Q) {
  const s = 0.9;
  const x = Q * Math.sqrt((5 / 3) * (rms * rms - 3 * s * s));
  const bessel = x < 1e-2 ? 1 - (x * x) / 10 : (3 * (Math.sin(x) / x - Math.cos(x))) / (x * x);
  return bessel * Math.exp((-Q * Q * s * s) / 2);
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

function levelPlot(name, kind, { levels }, state) {
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
  const bar = (row, series) => ({ from: [0, row.energy], to: [row.v2, row.energy], series });
  const named = (bars, label) => bars.map((one, i) => (i ? one : { ...one, label }));
  const steps = Array.from({ length: 81 }, (_, k) => state.lambda + WINDOW * (k / 40 - 1));
  const filled = (e) => (1 - (e - state.lambda) / Math.hypot(e - state.lambda, state.gap)) / 2;
  return {
    title: `Levels of the ${KINDS[kind][0]} in ${name}, and how full they are`,
    height: 480,
    x: { label: "occupation v²", min: 0, max: 1.3 },
    y: { label: "energy [MeV]", min: FLOOR, max: CEILING },
    lines: [
      ...(state.gap ? [{ label: "v² at any energy", x: steps.map(filled), y: steps, series: 1 }] : []),
      { label: "chemical potential λ", x: [0, 1], y: [state.lambda, state.lambda], series: 3 },
      ...marks.map((mark, i) => ({
        x: [1, 1.04, 1.07],
        y: [mark.energy, mark.energy, heights[i]],
        series: 6,
      })),
      ...rows.map(({ energy, v2 }) => ({ x: [v2, 1], y: [energy, energy], series: 6 })),
    ],
    arrows: [
      ...named(
        rows.filter((row) => row.pairs).map((row) => bar(row, 0)),
        "may pair",
      ),
      ...named(
        rows.filter((row) => !row.pairs).map((row) => bar(row, 4)),
        "full or empty",
      ),
    ],
    words: marks.map((mark, i) => ({ x: 1.08, y: heights[i], text: mark.label, below: 5 })),
  };
}

export default mount((data, state) => {
  const nucleus = data.nuclides[state.nuclide];
  const name = data.names[state.nuclide];
  const at = data.gaps.indexOf(state.gap);
  const paired = Object.fromEntries(
    Object.entries(nucleus.pairing).map(([kind, own]) => [kind, own.states[at]]),
  );
  const shapes = nucleus.shapes[state.radial];
  const shape = { p: shapes.p[at], n: shapes.n[at] };
  const rms = state.helm === "same" ? { p: shape.p.rms, n: shape.n.rms } : nucleus.assumed;

  const Q = data.g_p.map((_, i) => i * data.step);
  const curve = (kind) => Q.map((q) => chebyshev(shape[kind].F, 2 * (q / data.top) ** 2 - 1));
  const F = { p: curve("p"), n: curve("n") };
  const helms = (kind) => Q.map((q) => helm(rms[kind], q / data.hbarc));
  const H = { p: helms("p"), n: helms("n") };
  // even numbers of both: no spin, and only the vector amplitude
  const amplitude = (f, i) => nucleus.Z * data.g_p[i] * f.p[i] + nucleus.N * data.g_n * f.n[i];
  const ratio = Q.map((_, i) => (amplitude(F, i) / amplitude(H, i)) ** 2);
  const point = { p: Q.map(() => 1), n: Q.map(() => 1) };

  const i = Math.round(state.Q / data.step);
  const T = state.Q ** 2 / (2 * nucleus.mass);
  const { kind } = state;
  const [nucleons, letter] = KINDS[kind];
  const own = paired[kind];
  const levels = nucleus.pairing[kind].levels.map(([label]) => label);
  const some = own.v2.flatMap((v2, k) =>
    v2 > 5e-4 && v2 < 0.9995 ? [`${levels[k]} ${digits(v2)}`] : [],
  );
  const last = Math.floor(data.beam / data.step);
  const percent = (values) => values.slice(0, last + 1).map((v) => 100 * (v - 1));
  const changes = [
    ["cross section", percent(ratio), 0],
    ["F_Z² alone", percent(F.p.map((f, k) => (f / H.p[k]) ** 2)), 1],
    ["F_N² alone", percent(F.n.map((f, k) => (f / H.n[k]) ** 2)), 2],
  ];
  const beside = state.helm === "same" ? "the same radii" : "the radii that are assumed";
  return {
    note: ["p", "n"]
      .map((k) => remark(k, nucleus.pairing[k], paired[k]))
      .filter(Boolean)
      .join(" "),
    rest:
      `Partly full, v²: ${some.join(", ") || "none"}. ${data.rest} ` +
      `Oscillator length ${digits(shapes.b, 4)} fm.`,
    readout: [
      {
        name: "lambda",
        label: `chemical potential λ of the ${nucleons}`,
        value: own.lambda,
        unit: "MeV",
        digits: 4,
      },
      { name: "wanted", label: "gap that pairing is tuned to", value: own.wanted, unit: "MeV" },
      {
        name: "strength",
        label: "pairing strength G it takes",
        value: own.gap ? own.strength : NaN,
        unit: "MeV",
      },
      {
        name: "critical",
        label: "least G with pairing",
        value: nucleus.pairing[kind].critical,
        unit: "MeV",
      },
      { name: "gap", label: "Δ", value: own.gap, unit: "MeV", main: true },
      { name: "spread", label: "spread of their number", value: own.gap ? own.number_spread : NaN },
      { name: "charge", label: "charge radius", value: shape.p.rms, unit: "fm", digits: 4 },
      { name: "measured", label: "measured", value: nucleus.charge, unit: "fm", digits: 4 },
      {
        name: "skin",
        label: "neutron skin, of points",
        value: shape.n.points - shape.p.points,
        unit: "fm",
      },
      { name: "T", label: "recoil energy at the marked Q", value: 1e3 * T, unit: "keV" },
      {
        name: "E_min",
        label: "least neutrino energy for it",
        value: (T + Math.hypot(T, state.Q)) / 2,
        unit: "MeV",
      },
      { name: "F", label: `F_${letter} there`, value: F[kind][i], digits: 4 },
      { name: "helm", label: "Helm's", value: H[kind][i], digits: 4 },
      {
        name: "F2",
        label: `F_${letter}² over Helm's`,
        value: (F[kind][i] / H[kind][i]) ** 2,
        digits: 5,
      },
      {
        name: "coherent",
        label: "cross section over that of a point",
        value: (amplitude(F, i) / amplitude(point, i)) ** 2,
        digits: 4,
      },
      {
        name: "ratio",
        label: "and over that with Helm's form factors",
        value: ratio[i],
        digits: 5,
        main: true,
      },
    ],
    plots: [
      levelPlot(name, kind, nucleus.pairing[kind], own),
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
          { label: `Helm with ${beside}`, x: Q, y: H[kind].map(Math.abs), series: 1 },
          { label: "paired shells", x: Q, y: F[kind].map(Math.abs), series: 0 },
        ],
        points: [{ x: state.Q, y: Math.abs(F[kind][i]) }],
      },
      {
        title: `Change against Helm with ${beside}, in ${name}`,
        x: { label: "momentum transfer Q [MeV]", min: 0, max: data.beam },
        y: { label: "change [%]", ...around(changes.flatMap(([, values]) => values)) },
        lines: changes.map(([label, y, series]) => ({ label, x: Q.slice(0, last + 1), y, series })),
        points: i <= last ? [{ x: state.Q, y: changes[0][1][i] }] : [],
      },
    ],
  };
});
