// Counts above every threshold were computed by cevns per kg and day at a flux of one per cm^2
// and second; here they are only multiplied, and judged by closed forms.

/** Largest signal beyond the N events of the Standard Model that a count of n allows. */
function largestExcess(N, n, { sigma_stat, sigma_sys, prescription }, threshold) {
  const V = (1 + sigma_stat) * N;
  const sigma = prescription === "statistical" ? 0 : sigma_sys;
  const C = threshold + Math.min(n - N, 0) ** 2 / (V + (sigma * N) ** 2);
  const leading = 1 - C * sigma ** 2;
  if (N === 0 || leading <= 0) return Infinity;
  if (prescription === "talk") return Math.sqrt((C * V) / leading);
  return (n + Math.sqrt(C * (V * leading + (sigma * n) ** 2))) / leading - N;
}

/** Counts between the thresholds they were computed for: a monotone cubic of the fourth root. */
function between(stops, values, at) {
  const j = stops.findIndex((stop) => stop >= at);
  if (stops[j] === at) return values[j];
  const x = stops.map(Math.log);
  const y = values.map((v) => v ** 0.25);
  const rise = (k) => (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
  const slope = (k) => {
    if (k === 0) return rise(0);
    if (k === x.length - 1) return rise(k - 1);
    const [before, after] = [rise(k - 1), rise(k)];
    return before * after > 0 ? (2 * before * after) / (before + after) : 0;
  };
  const width = x[j] - x[j - 1];
  const t = (Math.log(at) - x[j - 1]) / width;
  const cubic =
    y[j - 1] * (1 + 2 * t) * (1 - t) ** 2 +
    y[j] * t * t * (3 - 2 * t) +
    width * (slope(j - 1) * t * (1 - t) ** 2 - slope(j) * t * t * (1 - t));
  return Math.max(cubic, 0) ** 4;
}

/** The recoil energy of a threshold between two that were computed: a power law. */
function powerLaw(stops, values, at) {
  const j = stops.findIndex((stop) => stop >= at);
  if (stops[j] === at) return values[j];
  const t = Math.log(at / stops[j - 1]) / Math.log(stops[j] / stops[j - 1]);
  return values[j - 1] * (values[j] / values[j - 1]) ** t;
}

/** The state as a file of cevns; what it does not hold, the assumptions, is said in a comment. */
function file(data, state, reading, { rate, flux }) {
  const entries = (table) =>
    Object.entries(table)
      .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
      .join(", ");
  const at = { threshold_keV_nr: state.threshold, efficiency: state.efficiency };
  const ionised = { threshold_keV_ee: state.threshold, efficiency: state.efficiency };
  const seen = data.acceptance;
  const plateau = seen.acceptance_plateau * state.efficiency;
  const detector =
    reading === "acceptance"
      ? { kind: "photoelectrons", ...seen, acceptance_plateau: plateau }
      : reading === "nuclear"
        ? { kind: "threshold", ...at }
        : { kind: "threshold", ...ionised, inversion: reading };
  const { sigma_stat, sigma_sys } = state;
  const options = [
    `--as ${state.assumptions}`,
    `--prescription ${state.prescription}`,
    ...(state.source === "sns" ? [`--beam ${state.beam}`] : []),
  ];
  const pions = [
    "[source.mine]",
    'kind = "pion_decay_at_rest"',
    `neutrinos_per_flavor_per_s = ${rate}`,
    "",
  ];
  const text = [
    `# python -m cevns limit mine --file mine.toml ${options.join(" ")}`,
    'provenance = "inferred"',
    'reference = "chosen in the explorer of experiments"',
    "",
    ...(state.source === "sns" ? pions : []),
    "[experiment.mine.future]",
    `source = "${state.source === "sns" ? "mine" : "reactor"}"`,
    ...(state.source === "sns" ? [] : [`flux_per_cm2_s = ${flux}`]),
    `material = "${state.target}"`,
    `mass_kg = ${state.mass}`,
    `baseline_m = ${state.baseline}`,
    `exposure_days = ${state.exposure}`,
    `detector = { ${entries(detector)} }`,
    `statistics = { ${entries({ kind: "expected", sigma_stat, sigma_sys })} }`,
    "",
  ];
  return { name: "mine.toml", text: text.join("\n") };
}

export default mount((data, state) => {
  const assumed = data.assumptions[state.assumptions];
  const target = assumed.sources[state.source][state.target];
  const reading = target[state.reading] ? state.reading : "nuclear";
  const table = target[reading];
  const notes = [];
  if (!target[state.reading])
    notes.push("COHERENT's acceptance is for CsI at stopped pions: a nuclear recoil is meant.");
  else if (state.reading === "acceptance")
    notes.push("COHERENT's acceptance has its own threshold: the slider has no effect.");
  const pions = state.source === "sns";
  const { neutrinos, power } = data.emitted;
  const rate = pions ? state.neutrinos * neutrinos : state.power * power;
  const flux = rate / (4 * Math.PI * (100 * state.baseline) ** 2);
  const scale = flux * state.mass * state.exposure * state.efficiency;
  const stops = data.thresholds;
  const tabulated = stops.includes(state.threshold);
  if (!tabulated && reading !== "acceptance")
    notes.push(
      "A threshold between those that were computed: counts to 1 %, and less near the last recoils.",
    );
  const flavors = Object.keys(table.sm);
  const sm = flavors.map((f) => scale * between(stops, table.sm[f], state.threshold));
  const recoil = powerLaw(stops, table.recoil, state.threshold) * 1e3;
  // only the chosen beam carries the magnetic term
  const carried = (f) => (data.beams[state.beam].includes(f) || !pions ? 1 : 0);
  const magnetic = flavors.map(
    (f) => carried(f) * scale * between(stops, table.magnetic[f], state.threshold),
  );
  const N = sm.reduce((a, b) => a + b, 0);
  const excess = largestExcess(N, N, state, data.chi2);
  const limits = [0, 1, 2].map((j) => {
    const seen = flavors.reduce((sum, f, k) => sum + magnetic[k] * assumed.weights[f][j], 0);
    return seen > 0 ? Math.sqrt(excess / seen) : Infinity;
  });
  // what repeated experiments would find, were there nothing but the Standard Model
  const sigma = state.prescription === "statistical" ? 0 : state.sigma_sys;
  const spread = Math.sqrt((1 + state.sigma_stat) * N + (sigma * N) ** 2);
  const [low, high] = [-data.z68, data.z68].map((z) =>
    state.prescription === "talk"
      ? NaN
      : Math.sqrt(largestExcess(N, N + z * spread, state, data.chi2) / excess),
  );
  if (flux > data.highest_flux)
    notes.push(
      "No detector stands in such a flux: nearer than the core is wide, there is no file.",
    );
  if (N === 0) notes.push("No recoil reaches the threshold.");
  else if ((1 + state.sigma_stat) * N < data.few)
    notes.push(
      "Few events: this Gaussian χ² is only a rough guide, cevns would judge a Poisson count.",
    );
  if (state.prescription === "talk")
    notes.push("The talk's χ² is no likelihood: it does not say how counts scatter.");
  const count = data.observed ? "" : "expected ";
  const T = target.T.map((t) => t * 1e3);
  const perKeV = (spectra, weight = () => 1) =>
    T.map((_, k) => flavors.reduce((sum, f) => sum + weight(f) * spectra[f][k], 0) * scale * 1e-3);
  const mu2 = state.mu_nu ** 2;
  const smSpectrum = perKeV(target.sm);
  const top = Math.max(...smSpectrum) * 30 || 1;
  const unit = "10⁻¹⁰ μ_B";
  return {
    file: flux > data.highest_flux ? undefined : file(data, state, reading, { rate, flux }),
    note: notes.join(" "),
    readout: [
      { name: "sm", label: "Standard Model events", value: N, unit: "" },
      {
        name: "magnetic",
        label: `magnetic events at ${`${digits(state.mu_nu)} ${behind(unit)}`.replaceAll(" ", "\u00a0")}`,
        value: mu2 * magnetic.reduce((a, b) => a + b, 0),
      },
      {
        name: "recoil",
        label: "threshold as a recoil energy, lightest isotope",
        value: recoil,
        unit: "keV",
      },
      { name: "largest", label: `magnetic events allowed, ${count}at 90 %`, value: excess },
      ...limits.map((value, j) => ({
        main: true,
        brief: `|Λ${"₁₂₃"[j]}| <`,
        name: `Lambda_${j + 1}`,
        label: `90 % ${count}limit on |Λ${"₁₂₃"[j]}|`,
        value,
        unit,
      })),
      {
        name: "low",
        label: "68 % of such runs would set a limit from",
        value: low,
        unit: "times that",
      },
      { name: "high", label: "up to", value: high, unit: "times that" },
    ],
    rest:
      `${data.observed ? "Observed count" : "Expected count: what the Standard Model predicts"}; ` +
      `flux ${digits(flux)} per cm² and second; ` +
      `${assumed.told}, prescription ${state.prescription}; one count, Δχ² ≤ ` +
      `${digits(data.chi2)} from the physical minimum, the other moments zero.`,
    plots: [
      {
        title: `Recoils in ${state.target}, were there no threshold`,
        x: { label: "recoil energy T [keV]", min: T[0], max: T.at(-1), log: true },
        y: { label: "recoils per keV", min: top * 1e-6, max: top, log: true },
        lines: [
          { label: "Standard Model", x: T, y: smSpectrum, series: 0 },
          {
            label: `magnetic, ${digits(state.mu_nu)} ${behind(unit)}`,
            x: T,
            y: perKeV(target.magnetic, carried).map((v) => v * mu2),
            series: 1,
          },
          {
            label: "threshold",
            x: [recoil, recoil],
            y: [top * 1e-6, top],
            series: 6,
          },
        ],
      },
    ],
  };
});
