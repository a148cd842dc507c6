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

/** Where a function goes through zero between two places at which its signs differ. */
function zero(f, from, to) {
  const start = f(from) > 0;
  let [low, high] = [from, to];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (f(middle) > 0 === start) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// Amplitudes of all protons and all neutrons and their form factors come from cevns; here they are
// added, squared, and multiplied by polynomials in T and 1/E.
export default mount((data, state) => {
  const nucleus = data.nuclides[state.nuclide];
  const E = state.E_nu;
  const T_max = (2 * E * E) / (nucleus.mass + 2 * E);
  const [F_p, F_n] = nucleus.F[state.form_factor][data.radii.indexOf(state.radius)];
  const { vector, axial } = nucleus.amplitudes[state.couplings];
  const tables = [F_p, F_n, ...vector, ...axial];
  const m = nucleus.magnetic * state.mu_nu ** 2; // in units of 1e-10 mu_B, as the data
  const sm = (t, [p, n, v_p, v_n, a_p, a_n]) => {
    const [V, A] = [v_p * p + v_n * n, a_p * p + a_n * n];
    const bend = (nucleus.mass * t) / (2 * E * E);
    const term = V * V * (1 - t / E - bend) + A * A * (1 - t / E + bend);
    return nucleus.weak * Math.max(term, 0);
  };
  const magnetic = (t, [p]) => m * (1 / t - 1 / E) * p * p;
  const T = data.T.map((t) => t * 1e-3); // MeV; the tables begin at no recoil, one place earlier
  const curves = [
    ["Standard Model", sm],
    ["magnetic", magnetic],
    ["total", (...at) => sm(...at) + magnetic(...at)],
  ].map(([label, f], series) => {
    const value = (t, i) =>
      t <= T_max
        ? f(
            t,
            tables.map((values) => values[i + 1]),
          )
        : NaN;
    return { label, x: data.T, y: T.map(value), series };
  });
  const places = [0, ...T];
  const anywhere = (t) => between(places, tables, t);
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
  const i = data.T.indexOf(state.T);
  const values = curves.map((curve) => curve.y[i]);
  const [unit, above] = ["cm²/MeV", "above the end point"];
  return {
    readout: [
      { name: "T_max", label: "end point", value: T_max * 1e3, unit: "keV" },
      {
        name: "crossing",
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
        value: F_p[i + 1] ** 2,
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
        y: { label: "dσ/dT [cm²/MeV]", min: 1e-42, max: 1e-34, log: true },
        lines: curves,
        points: [
          ...(Number.isFinite(values[2]) ? [{ x: data.T[i], y: values[2] }] : []),
          ...[crossing, second].flatMap((t) =>
            Number.isFinite(t) ? [{ x: t * 1e3, y: sm(t, anywhere(t)), series: 1 }] : [],
          ),
        ],
      },
    ],
  };
});
