// chi^2 of every count depends on mu_e^2 and mu_mu^2; a ray ends where their sum reaches the
// threshold. Forms h_e, h_mu of the moments come from cevns.
const RAYS = 61;
const PHASES = 48;
const DIRECTIONS = 512;

function reach(counts, x, y, threshold) {
  const rates = counts.map((c) => c.n_e * x + c.n_mu * y);
  if (!rates.some((rate, i) => rate > 1e-12 * (counts[i].n_e + counts[i].n_mu) * (x + y)))
    return Infinity;
  const chi2 = (s) =>
    counts.reduce((sum, c, i) => {
      const S = c.sm + s * rates[i];
      return sum + (S - c.excess) ** 2 / (c.variance + (c.sigma * (S - c.free)) ** 2);
    }, 0);
  const highest = chi2(0) + threshold;
  let [low, high] = [0, 1 / Math.max(...rates)];
  while (chi2(high) < highest) {
    [low, high] = [high, 2 * high];
    if (high > 1e16) return Infinity;
  }
  for (let i = 0; i < 44; i += 1) {
    const middle = (low + high) / 2;
    if (chi2(middle) > highest) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** 1/reach in the plane, interpolated between directions: close enough to find the best phase. */
function nearness(counts, threshold) {
  const angle = Math.PI / 2 / DIRECTIONS;
  const nodes = Array.from(
    { length: DIRECTIONS + 2 },
    (_, k) => 1 / reach(counts, Math.abs(Math.cos(k * angle)), Math.sin(k * angle), threshold),
  );
  return (x, y) => {
    const place = Math.atan2(y, x) / angle;
    const k = Math.floor(place);
    return Math.hypot(x, y) * (nodes[k] + (place - k) * (nodes[k + 1] - nodes[k]));
  };
}

function boundary(counts, form, [i, j], state, threshold) {
  // mu^2 = h_ii a^2 + h_jj b^2 + 2 Re(h_ij e^(i phase)) a b
  const mean = (h, a, b) => h.real[i][i] * a * a + h.real[j][j] * b * b;
  const value = (h, a, b, phase) => {
    const crossed = h.real[i][j] * Math.cos(phase) - h.imag[i][j] * Math.sin(phase);
    return Math.max(mean(h, a, b) + 2 * a * b * crossed, 0);
  };
  const squares = (a, b, phase) =>
    state.phases === "averaged"
      ? [mean(form.e, a, b), mean(form.mu, a, b)]
      : [value(form.e, a, b, phase), value(form.mu, a, b, phase)];
  const near = state.phases === "profiled" ? nearness(counts, threshold) : undefined;
  const best = (a, b) => {
    const far = (phase) => -near(...squares(a, b, phase));
    const step = (2 * Math.PI) / PHASES;
    const scan = Array.from({ length: PHASES }, (_, k) => far(k * step));
    const k = scan.indexOf(Math.max(...scan));
    return summit(far, (k - 1) * step, (k + 1) * step, 24);
  };
  return (angle) => {
    const [a, b] = [Math.cos(angle), Math.sin(angle)].map((v) => (v < 1e-15 ? 0 : v));
    const phase = near ? best(a, b) : state.phase * Math.PI;
    return Math.sqrt(reach(counts, ...squares(a, b, phase), threshold));
  };
}

/** Where a function with one maximum between two places has it, by golden sections. */
function summit(f, from, to, steps) {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let k = 0; k < steps; k += 1) {
    const [c, d] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(c) >= f(d)) high = d;
    else low = c;
  }
  return (low + high) / 2;
}

/** The largest of a coordinate of the boundary: near the best ray, between its neighbours. */
function tip(ends, radius, along) {
  const values = ends.map(([angle, r]) => (along(angle) > 1e-15 ? r * along(angle) : 0));
  const best = values.indexOf(Math.max(...values));
  if (!Number.isFinite(values[best])) return { end: ends[best], value: Infinity };
  const [from, to] = [Math.max(best - 1, 0), Math.min(best + 1, ends.length - 1)];
  const f = (angle) => radius(angle) * along(angle);
  const angle = summit(f, ends[from][0], ends[to][0], 14);
  const value = f(angle);
  if (value < values[best]) return { end: ends[best], value: values[best] };
  return { end: [angle, radius(angle)], value };
}

export default mount((data, state) => {
  const form = data.forms[state.mixing];
  const pair = state.pair.split(",").map((name) => Number(name.at(-1)) - 1);
  const chosen = state.experiments.filter((name) => data.counts[name]);
  const counts = chosen.map((name) => {
    const count = data.counts[name];
    return { ...count[state.prescription], ...(count[state.beam] ?? count.all), sm: count.sm };
  });
  const threshold = data.thresholds[state.confidence_level];
  const radius = counts.length ? boundary(counts, form, pair, state, threshold) : () => Infinity;
  const rays = Array.from({ length: RAYS }, (_, n) => (n / (RAYS - 1)) * (Math.PI / 2));
  const coarse = counts.length ? rays.map((angle) => [angle, radius(angle)]) : [];
  const tips = coarse.length ? [Math.cos, Math.sin].map((f) => tip(coarse, radius, f)) : [];
  const ends = [...coarse, ...tips.map(({ end }) => end)].sort(([p], [q]) => p - q);
  const finite = ends.map(([, r]) => r).filter(Number.isFinite);
  // beyond the frame an unbounded ray runs out of the picture
  const most = finite.length ? 1.15 * Math.min(Math.max(...finite), 20 * Math.min(...finite)) : 100;
  const cut = (r) => (Number.isFinite(r) ? r : 1e3 * most);
  const xs = ends.map(([angle, r]) => cut(r) * Math.cos(angle));
  const ys = ends.map(([angle, r]) => cut(r) * Math.sin(angle));
  const names = pair.map((k) => `|Λ${"₁₂₃"[k]}|`);
  const unit = "10⁻¹⁰ μ_B";
  const at = (n) => (coarse.length ? coarse.at(n)[1] : Infinity);
  return {
    note: `The third moment is zero.${counts.length ? "" : " Choose an experiment."}`,
    readout: [
      ...names.map((label, i) => ({
        name: ["largest_first", "largest_second"][i],
        label: `largest ${label} in the region`,
        value: tips[i]?.value ?? Infinity,
        unit,
        main: true,
      })),
      { name: "first", label: `${names[0]} where the other is zero`, value: at(0), unit },
      {
        name: "diagonal",
        label: `√(${names[0]}² + ${names[1]}²) where both are equal`,
        value: at((RAYS - 1) / 2),
        unit,
      },
      { name: "second", label: `${names[1]} where the other is zero`, value: at(-1), unit },
    ],
    plots: [
      {
        title: "Region still allowed (shaded)",
        x: { label: `${names[0]} [${unit}]`, min: 0, max: most },
        y: { label: `${names[1]} [${unit}]`, min: 0, max: most },
        regions: ends.length ? [{ x: [0, ...xs], y: [0, ...ys], series: 0, label: "allowed" }] : [],
        lines: ends.length ? [{ x: xs, y: ys, series: 0 }] : [],
      },
    ],
  };
});
