const STEPS = 400;

/** Values of tables between their places: on the cubic through the four places around. */
function between(places, tables, at) {
  const last = places.length - 1;
  const above = places.findIndex((p) => p >= at);
  const first = Math.min(Math.max((above < 0 ? last : above) - 2, 0), last - 3);
  const nodes = [0, 1, 2, 3].map((k) => first + k);
  const shares = nodes.map((j) =>
    nodes.reduce((f, k) => (k === j ? f : (f * (at - places[k])) / (places[j] - places[k])), 1),
  );
  return tables.map((values) =>
    shares.reduce((sum, share, k) => sum + share * values[nodes[k]], 0),
  );
}

/** 3 j_1(x)/x of a uniform sphere, by its series where terms would cancel. */
function sphere(x) {
  if (x >= 0.3) return (3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3;
  const x2 = x * x;
  return 1 - (x2 / 10) * (1 - (x2 / 28) * (1 - (x2 / 54) * (1 - x2 / 88)));
}

/** Radius of a sphere that, with a surface of some square, has a root-mean-square radius. */
const inner = (rms, surface2) => Math.sqrt((5 / 3) * (rms * rms - surface2));

/** Form factors of a root-mean-square radius [fm] at Q [1/fm], as in cevns.nuclei.form_factors. */
const FORM_FACTORS = {
  Helm: (rms, Q, { s }) => sphere(Q * inner(rms, 3 * s * s)) * Math.exp((-Q * Q * s * s) / 2),
  "Klein-Nystrand": (rms, Q, { a_k }) =>
    sphere(Q * inner(rms, 6 * a_k * a_k)) / (1 + (Q * a_k) ** 2),
  "symmetrised Fermi"(rms, Q, { a }) {
    const p2 = (Math.PI * a) ** 2;
    const c = inner(rms, (7 / 5) * p2);
    const [x, y] = [Q * c, Q * Math.sqrt(p2)];
    // (y coth y - 1)/y^2 and y/sinh y, by their series where they are 0/0
    const y2 = y * y;
    const langevin = y < 0.1 ? 1 / 3 - y2 / 45 + (2 * y2 * y2) / 945 : (y / Math.tanh(y) - 1) / y2;
    const damped = y < 1e-4 ? 1 : y / Math.sinh(y);
    const wave = x < 1e-4 ? 1 : Math.sin(x) / x;
    return (damped * (3 * p2 * langevin * wave + c * c * sphere(x))) / (c * c + p2);
  },
  "point-like": () => 1,
};

// Amplitudes of all protons and of all neutrons as points come from cevns, with couplings that run;
// here they get their form factors, are added, squared, and multiplied by polynomials in T and 1/E.
export default mount((data, state) => {
  const nucleus = data.nuclides[state.nuclide];
  const E = state.E_nu;
  const T_max = (2 * E * E) / (nucleus.mass + 2 * E);
  const radii = nucleus.rms.map((rms) => rms * (1 + state.radius / 100));
  const formFactors = (t) => {
    const Q = Math.sqrt(2 * nucleus.mass * t) / data.hbarc;
    return radii.map((rms) => FORM_FACTORS[state.form_factor](rms, Q, data.lengths));
  };
  const { vector, axial } = nucleus.amplitudes[state.couplings];
  const tables = [...vector, ...axial];
  const m = nucleus.magnetic * state.mu_nu ** 2; // in units of 1e-10 mu_B, as the data
  const sm = (t, [p, n, v_p, v_n, a_p, a_n]) => {
    const [V, A] = [v_p * p + v_n * n, a_p * p + a_n * n];
    const bend = (nucleus.mass * t) / (2 * E * E);
    const term = V * V * (1 - t / E - bend) + A * A * (1 - t / E + bend);
    return nucleus.weak * Math.max(term, 0);
  };
  const magnetic = (t, [p]) => m * (1 / t - 1 / E) * p * p;
  const T = data.T.map((t) => t * 1e-3); // MeV; the tables begin at no recoil, one place earlier
  const terms = [
    ["Standard Model", sm],
    ["magnetic", magnetic],
    ["total", (...at) => sm(...at) + magnetic(...at)],
  ];
  const places = [0, ...T];
  const anywhere = (t) => [...formFactors(t), ...between(places, tables, t)];
  const known = T.map((t, i) =>
    t <= T_max ? [...formFactors(t), ...tables.map((values) => values[i + 1])] : undefined,
  );
  const curves = terms.map(([label, f], series) => ({
    label,
    x: data.T,
    y: T.map((t, i) => (known[i] ? f(t, known[i]) : NaN)),
    series,
  }));
  const wins = (t) => {
    const values = anywhere(t);
    return magnetic(t, values) - sm(t, values);
  };
  // the magnetic term wins below a crossing, and mostly again above another near the end point
  const grid = Array.from({ length: STEPS }, (_, k) => (T_max * 10 ** (-10 * (1 - k / STEPS))) / 2);
  const scan = [...grid, ...grid.map((t) => T_max - t).reverse()];
  const signs = scan.map((t) => wins(t) > 0);
  const [first, last] = [signs.indexOf(false), signs.lastIndexOf(false)];
  const crossing = first > 0 ? zero(wins, scan[first - 1], scan[first]) : NaN;
  const second = first > 0 && signs.at(-1) ? zero(wins, scan[last], scan[last + 1]) : NaN;
  const otherwise = first < 0 ? "everywhere" : "nowhere";
  const marked = state.T * 1e-3;
  const there = anywhere(marked);
  const values = terms.map(([, f]) => (marked <= T_max ? f(marked, there) : NaN));
  const [unit, above] = ["cm²/MeV", "above the end point"];
  return {
    readout: [
      { name: "T_max", label: "end point", value: T_max * 1e3, unit: "keV" },
      {
        name: "crossing",
        brief: Number.isFinite(crossing) ? "magnetic larger below" : "magnetic larger",
        label: "magnetic exceeds the Standard Model below",
        value: crossing * 1e3,
        unit: "keV",
        otherwise,
        main: true,
      },
      {
        name: "second",
        label: "and again above",
        value: second * 1e3,
        unit: "keV",
        otherwise,
        digits: 4,
      },
      {
        name: "F2",
        label: "F² of the protons at the marked recoil energy",
        value: there[0] ** 2,
      },
      { name: "sm", label: "Standard Model there", value: values[0], unit, otherwise: above },
      { name: "magnetic", label: "magnetic there", value: values[1], unit, otherwise: above },
      { name: "total", label: "total there", value: values[2], unit, otherwise: above },
    ],
    rest: data.rest,
    plots: [
      {
        title: `Cross section of ${raised(state.nuclide)} at ${digits(E)} MeV`,
        x: { label: "recoil energy T [keV]", min: data.T[0], max: data.T.at(-1), log: true },
        y: { label: "dσ/dT [cm²/MeV]", min: 1e-42, max: 1e-32, log: true },
        lines: curves,
        points: [
          ...(Number.isFinite(values[2]) ? [{ x: state.T, y: values[2] }] : []),
          ...[crossing, second].flatMap((t) =>
            Number.isFinite(t) ? [{ x: t * 1e3, y: sm(t, anywhere(t)), series: 1 }] : [],
          ),
        ],
      },
    ],
  };
});
