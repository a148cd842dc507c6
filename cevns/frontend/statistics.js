// One count, two pulls: chi^2 = (n - S - B)^2 / (V + (s1 S)^2 + (s2 B)^2), as in cevns.statistics.
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
  const Lambda = Array.from({ length: 121 }, (_, i) => i);
  const lines = curves.map(([label, c], series) => ({
    label,
    x: Lambda,
    y: Lambda.map((L) => c.chi2(S0 + k * data.per_moment * L * L) - c.chi2(c.best)),
    series,
  }));
  return {
    readout: [
      {
        name: "chi2_min",
        label: "smallest χ² of physical moments",
        value: full.chi2(full.best),
        unit: "",
      },
      {
        name: "pull_signal",
        label: "pull of the signal there",
        value: (residual * full.best * state.sigma_signal ** 2) / D,
        unit: "",
      },
      { name: "largest", label: "largest signal allowed", value: S, unit: "events" },
      {
        name: "limit",
        label: "limit on |Λ₁|, pulls profiled",
        value: S === Infinity ? Infinity : moment(S),
        unit: "10⁻¹⁰ μ_B",
      },
      {
        name: "limit_statistical",
        label: "limit on |Λ₁|, pulls at zero",
        value: moment(bare.largest),
        unit: "10⁻¹⁰ μ_B",
      },
    ],
    plots: [
      {
        title: "Δχ² against |Λ₁|",
        x: { label: "|Λ₁| [10⁻¹⁰ μ_B]", min: 0, max: 120 },
        y: { label: "Δχ²", min: 0, max: 2 * threshold },
        lines: [
          ...lines,
          { label: "threshold", x: [0, 120], y: [threshold, threshold], series: 6 },
        ],
      },
    ],
  };
});
