// F^2 between the energies it was computed at, for a dot in the picture.
function interpolated(x, y, at) {
  const k = Math.min(Math.max(x.findIndex((v) => v > at) - 1, 0), x.length - 2);
  return y[k] + ((y[k + 1] - y[k]) * (at - x[k])) / (x[k + 1] - x[k]);
}

// Every cross section is F^2(T) times a polynomial in T and 1/E; cevns computed both.
export default mount((data, state) => {
  const nucleus = data.nuclides[state.nuclide];
  const E = state.E_nu;
  const mu2 = state.mu_nu ** 2; // in units of 1e-10 mu_B, as the data
  const T_max = (2 * E * E) / (nucleus.mass + 2 * E);
  const F2 = nucleus.F2[state.form_factor][data.radii.indexOf(state.radius)];
  // c_k(T) = a_k + b_k T
  const [s0, s1] = [0, 1].map((n) =>
    nucleus.sm.reduce((sum, coefficients, k) => sum + coefficients[n] / E ** k, 0),
  );
  const m = nucleus.magnetic * mu2;
  const sm = (T) => Math.max(s0 + s1 * T, 0);
  const magnetic = (T) => m * (1 / T - 1 / E);
  const T = data.T.map((t) => t * 1e-3); // MeV, as the coefficients
  const inside = (f, i) => (T[i] <= T_max ? f(T[i]) * F2[i] : NaN);
  const curves = [
    ["Standard Model", (i) => inside(sm, i)],
    ["magnetic", (i) => inside(magnetic, i)],
    ["total", (i) => inside((t) => sm(t) + magnetic(t), i)],
  ].map(([label, f], series) => ({ label, x: data.T, y: T.map((_, i) => f(i)), series }));
  // s1 T^2 + (s0 + m/E) T - m = 0: the magnetic term wins below one root and above the other
  const half = (s0 + m / E) / 2;
  const root = half * half + s1 * m;
  const far = half + Math.sqrt(root);
  const crossing = m > 0 ? m / far : NaN;
  const second = m > 0 && -far / s1 < T_max ? -far / s1 : NaN;
  const otherwise = m > 0 && root < 0 ? "everywhere" : "nowhere";
  const height = (f, t) => f(t) * interpolated(data.T, F2, t * 1e3);
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
      { name: "F2", label: "F² at the marked recoil energy", value: F2[i], unit: "" },
      { name: "sm", label: "Standard Model there", value: values[0], unit, otherwise: above },
      { name: "magnetic", label: "magnetic there", value: values[1], unit, otherwise: above },
      { name: "total", label: "total there", value: values[2], unit, otherwise: above },
    ],
    plots: [
      {
        title: `Cross section of ${raised(state.nuclide)} at ${digits(E)} MeV`,
        x: { label: "recoil energy T [keV]", min: data.T[0], max: data.T.at(-1), log: true },
        y: { label: "dσ/dT [cm²/MeV]", min: 1e-42, max: 1e-34, log: true },
        lines: curves,
        points: [
          ...(Number.isFinite(values[2]) ? [{ x: data.T[i], y: values[2] }] : []),
          ...[crossing, second].flatMap((t) =>
            Number.isFinite(t) ? [{ x: t * 1e3, y: height(sm, t), series: 1 }] : [],
          ),
        ],
      },
    ],
  };
});
