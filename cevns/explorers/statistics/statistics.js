// One count, two pulls: chi^2 = (n - S - B)^2 / (V + (s1 S)^2 + (s2 B)^2), as in cevns.inference.counts.
function profile(n, S0, B, V, s1, s2, threshold) {
  const excess = n - B;
  const fixed = V + (s2 * B) ** 2;
  const chi2 = (S) => (excess - S) ** 2 / (fixed + (s1 * S) ** 2);
  const best = Math.max(S0, excess);
  const C = chi2(best) + threshold;
  const leading = 1 - C * s1 * s1;
  const root = Math.sqrt(C * (fixed * Math.max(leading, 0) + (s1 * excess) ** 2));
  return { chi2, best, largest: leading > 0 ? (excess + root) / leading : Infinity };
}

export default mount((data, state) => {
  const k = state.exposure;
  const n = k * state.observed;
  const [S0, B, steady] = [data.sm, data.prompt_neutrons, data.steady_state].map((x) => k * x);
  const V = n + B + 2 * steady;
  const threshold = data.thresholds[state.confidence_level];
  const curves = [
    ["pulls profiled", profile(n, S0, B, V, state.sigma_signal, state.sigma_background, threshold)],
    ["pulls at zero", profile(n, S0, B, V, 0, 0, threshold)],
  ];
  const moment = (S) => Math.sqrt(Math.max(S - S0, 0) / (k * data.per_moment));
  const [full, bare] = curves.map(([, c]) => c);
  const S = full.largest;
  const D = V + (state.sigma_background * B) ** 2 + (state.sigma_signal * full.best) ** 2;
  const residual = n - B - full.best;
  const limits = curves.map(([, c]) => (c.largest === Infinity ? Infinity : moment(c.largest)));
  const finite = limits.filter(Number.isFinite);
  const most = 1.3 * Math.max(1, ...finite, state.Lambda_1);
  const Lambda = Array.from({ length: 201 }, (_, i) => (i / 200) * most);
  // the pull of the signal at the moment looked at, that of the background minimised
  const seen = S0 + k * data.per_moment * state.Lambda_1 ** 2;
  const spread = V + (state.sigma_background * B) ** 2;
  const [s1, r] = [state.sigma_signal, n - B - seen];
  const best = (r * seen * s1 ** 2) / (spread + (s1 * seen) ** 2);
  const chi2 = (a) => (r - a * seen) ** 2 / spread + (s1 > 0 ? (a / s1) ** 2 : 0);
  const width = Math.max(3 * s1, 1.5 * Math.abs(best), 0.05);
  const pulls = Array.from({ length: 121 }, (_, i) => width * (i / 60 - 1));
  const dots = (values, at) =>
    values.flatMap((x, i) => (Number.isFinite(x) ? [{ x, y: at, series: i }] : []));
  const lines = curves.map(([label, c], series) => ({
    label,
    x: Lambda,
    y: Lambda.map((L) => c.chi2(S0 + k * data.per_moment * L * L) - c.chi2(c.best)),
    series,
  }));
  const fits = bare.chi2(bare.best) < 9; // three standard deviations
  return {
    note: fits
      ? ""
      : "With pulls at zero no moment fits the count: look at the smallest χ² before its limit.",
    readout: [
      {
        name: "chi2_min",
        label: "smallest χ² of physical moments",
        value: full.chi2(full.best),
        unit: "",
      },
      {
        name: "chi2_min_bare",
        label: "the same with pulls at zero",
        value: bare.chi2(bare.best),
        unit: "",
      },
      {
        name: "pull_signal",
        label: "pull of the signal at it",
        value: (residual * full.best * state.sigma_signal ** 2) / D,
        unit: "",
      },
      {
        name: "pull_background",
        label: "pull of the background at it",
        value: (residual * B * state.sigma_background ** 2) / D,
        unit: "",
      },
      { name: "largest", label: "largest signal allowed", value: S, unit: "events" },
      {
        name: "limit",
        brief: "|Λ₁| <",
        label: "limit on |Λ₁|, pulls profiled",
        value: limits[0],
        unit: "10⁻¹⁰ μ_B",
        main: true,
      },
      {
        name: "limit_statistical",
        brief: "pulls at zero",
        label: "limit on |Λ₁|, pulls at zero",
        value: limits[1],
        unit: "10⁻¹⁰ μ_B",
        main: true,
      },
      {
        name: "chi2_seen",
        label: "χ² at the moment looked at, pulls profiled",
        value: full.chi2(seen),
        unit: "",
      },
      { name: "pull_seen", label: "pull of the signal there", value: best, unit: "" },
    ],
    plots: [
      {
        short: "Δχ² of the moment",
        title: "Δχ² against |Λ₁|",
        x: { label: "|Λ₁| [10⁻¹⁰ μ_B]", min: 0, max: most },
        y: { label: "Δχ²", min: 0, max: 2 * threshold },
        lines: [
          ...lines,
          { label: "threshold", x: [0, most], y: [threshold, threshold], series: 6 },
        ],
        points: [
          ...dots(limits, threshold),
          { x: state.Lambda_1, y: full.chi2(seen) - full.chi2(full.best) },
        ],
      },
      {
        short: "χ² of the pull",
        title: `χ² against the pull, at |Λ₁| = ${digits(state.Lambda_1)} × 10⁻¹⁰ μ_B`,
        x: { label: "pull of the signal a₁", min: -width, max: width },
        y: { label: "χ²", min: 0, max: 1.1 * Math.max(chi2(width), chi2(-width), 1e-3) },
        lines:
          s1 > 0
            ? [{ label: "background minimised", x: pulls, y: pulls.map(chi2), series: 0 }]
            : [],
        points: [{ x: best, y: chi2(best) }],
      },
    ],
  };
});
