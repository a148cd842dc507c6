// Counts above every threshold were computed by cevns per kg and day at a flux of one per cm^2
// and second; here they are only multiplied, and judged by closed forms.
function largestExcess(N, { sigma_stat, sigma_sys }, prescription, C) {
  const V = (1 + sigma_stat) * N;
  const leading = 1 - C * sigma_sys ** 2;
  if (prescription === "statistical") return Math.sqrt(C * V);
  if (leading <= 0) return Infinity;
  if (prescription === "talk") return Math.sqrt((C * V) / leading);
  return (N + Math.sqrt(C * (V * leading + (sigma_sys * N) ** 2))) / leading - N;
}

export default mount((data, state) => {
  const source = data.sources[state.source];
  const target = source.targets[state.target];
  const table = target[state.reading] ?? target.nuclear;
  const notes = [];
  if (!target[state.reading])
    notes.push("COHERENT's acceptance is for CsI at stopped pions: a nuclear recoil is meant.");
  else if (state.reading === "acceptance")
    notes.push("COHERENT's acceptance has its own threshold: the slider has no effect.");
  const flux = state.rate / (4 * Math.PI * (100 * state.baseline) ** 2);
  const scale = flux * state.mass * state.exposure * state.efficiency;
  const i = data.thresholds.indexOf(state.threshold);
  const flavors = Object.keys(table.sm);
  const sm = flavors.map((f) => scale * table.sm[f][i]);
  // only the chosen beam carries the magnetic term
  const carried = (f) => (data.beams[state.beam].includes(f) || state.source === "reactor" ? 1 : 0);
  const magnetic = flavors.map((f) => carried(f) * scale * table.magnetic[f][i]);
  const N = sm.reduce((a, b) => a + b, 0);
  const excess = N > 0 ? largestExcess(N, state, state.prescription, data.chi2) : Infinity;
  const limits = [0, 1, 2].map((j) => {
    const seen = flavors.reduce((sum, f, k) => sum + magnetic[k] * data.weights[f][j], 0);
    return seen > 0 ? Math.sqrt(excess / seen) : Infinity;
  });
  if (N === 0) notes.push("No recoil reaches the threshold.");
  else if (N < 10) notes.push("A few events: a Gaussian χ² is only a rough guide.");
  const T = target.T.map((t) => t * 1e3);
  const perKeV = (spectra, weight = () => 1) =>
    T.map((_, k) => flavors.reduce((sum, f) => sum + weight(f) * spectra[f][k], 0) * scale * 1e-3);
  const mu2 = state.mu_nu ** 2;
  const smSpectrum = perKeV(target.sm);
  const top = Math.max(...smSpectrum) * 30 || 1;
  const unit = "10⁻¹⁰ μ_B";
  return {
    note: notes.join(" "),
    readout: [
      { name: "sm", label: "Standard Model events", value: N, unit: "" },
      {
        name: "magnetic",
        label: "magnetic events",
        value: mu2 * magnetic.reduce((a, b) => a + b, 0),
        unit: `at ${digits(state.mu_nu)} ${behind(unit)}`,
      },
      {
        name: "recoil",
        label: "threshold as a recoil energy",
        value: table.recoil[i] * 1e3,
        unit: "keV",
      },
      {
        name: "largest",
        label: "magnetic events allowed at 90 %",
        value: N > 0 ? excess : Infinity,
        unit: "",
      },
      ...limits.map((value, j) => ({
        main: true,
        name: `Lambda_${j + 1}`,
        label: `90 % limit on |Λ${"₁₂₃"[j]}|`,
        value,
        unit,
      })),
    ],
    plots: [
      {
        title: `Recoils in ${state.target} before efficiency`,
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
            x: [table.recoil[i] * 1e3, table.recoil[i] * 1e3],
            y: [top * 1e-6, top],
            series: 6,
          },
        ],
      },
    ],
  };
});
