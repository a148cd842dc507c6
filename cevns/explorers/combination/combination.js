// chi^2 of every count depends on mu_e^2 and mu_mu^2; a ray ends where their sum reaches the
// threshold. Forms h_e, h_mu of the moments come from cevns.
const RAYS = 61;
const PHASES = 48;
const DIRECTIONS = 512;
const FAR = 1e16;

/** Counts by source, and the uncertainty of the flux if they share it: all must have a larger one. */
function bySource(counts, shared) {
  return [...new Set(counts.map((c) => c.source))].map((source) => {
    const members = counts.filter((c) => c.source === source);
    const flux = Math.max(...members.map((c) => c.flux));
    const common = shared && members.length > 1 && members.every((c) => flux < c.sigma);
    return { common2: common ? flux ** 2 : 0, members };
  });
}

/** Magnetic events of every count along a ray. */
const along = (counts, x, y) => counts.map((c) => c.n_e * x + c.n_mu * y);

/** chi^2 with all pulls profiled at s along a ray: sum of r^2/D, less what a common pull takes. */
function chi2(sources, rates, s) {
  let sum = 0;
  let i = 0;
  for (const { common2, members } of sources) {
    let [gg, gr] = [0, 0];
    for (const c of members) {
      const S = c.sm + s * rates[i];
      i += 1;
      const [g, r] = [S - c.free, S - c.excess];
      const D = c.variance + (c.sigma ** 2 - common2) * g * g;
      sum += (r * r) / D;
      gg += (g * g) / D;
      gr += (g * r) / D;
    }
    sum -= (common2 * gr * gr) / (1 + common2 * gg);
  }
  return sum;
}

/** How much signal a count alone allows beyond the Standard Model. */
function room(c, most) {
  const leading = 1 - most * c.sigma ** 2;
  const [d, free] = [c.excess - c.free, c.free];
  if (leading <= 0) return Infinity;
  const root = Math.sqrt(most * (c.variance * leading + (c.sigma * d) ** 2));
  return free + (d + root) / leading - c.sm;
}

/** Smallest chi^2 of physical moments: mostly without any, but a common pull may want some. */
function smallest(sources, counts) {
  const origin = chi2(sources, along(counts, 0, 0), 0);
  if (origin === 0 || sources.every(({ common2 }) => common2 === 0)) return origin;
  const scale = Math.max(...counts.map((c) => c.n_e + c.n_mu));
  const places = Array.from({ length: 17 }, (_, k) => (k / 16) * (Math.PI / 2)).flatMap((angle) => {
    const rates = along(counts, Math.cos(angle) / scale, Math.sin(angle) / scale);
    const depth = (u) => -chi2(sources, rates, Math.exp(u));
    return -depth(highest(depth, -10, 25, 60, 24));
  });
  return Math.min(origin, ...places);
}

/** Where a ray leaves the region for good: other counts only add to the chi^2 of a single one. */
function reach({ sources, counts, rooms, most }, x, y) {
  const rates = along(counts, x, y);
  const seen = counts.map((c, i) => rates[i] > 1e-12 * (c.n_e + c.n_mu) * (x + y));
  if (!seen.some(Boolean)) return Infinity;
  const above = (s) => chi2(sources, rates, s) - most;
  let high = Math.min(FAR, ...rooms.map((room, i) => (seen[i] ? room / rates[i] : FAR)));
  if (high === FAR && above(high) <= 0) return Infinity;
  let low = 0.7 * high;
  while (above(low) > 0) [low, high] = [0.7 * low, low];
  return zero(above, low, high);
}

/** 1/reach in the plane, interpolated between directions: close enough to find the best phase. */
function nearness(allowed) {
  const angle = Math.PI / 2 / DIRECTIONS;
  const nodes = Array.from(
    { length: DIRECTIONS + 2 },
    (_, k) => 1 / reach(allowed, Math.abs(Math.cos(k * angle)), Math.sin(k * angle)),
  );
  return (x, y) => {
    const place = Math.atan2(y, x) / angle;
    const k = Math.floor(place);
    return Math.hypot(x, y) * (nodes[k] + (place - k) * (nodes[k + 1] - nodes[k]));
  };
}

function boundary(allowed, form, [i, j], state) {
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
  const near = state.phases === "profiled" ? nearness(allowed) : undefined;
  const best = (a, b) => {
    const far = (phase) => -near(...squares(a, b, phase));
    return highest(far, 0, 2 * Math.PI, PHASES, 24);
  };
  return (angle) => {
    const [a, b] = [Math.cos(angle), Math.sin(angle)].map((v) => (v < 1e-15 ? 0 : v));
    const phase = near ? best(a, b) : state.phase * Math.PI;
    return Math.sqrt(reach(allowed, ...squares(a, b, phase)));
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

/** The same for the highest of several maxima, around the best of some places. */
function highest(f, from, to, places, steps) {
  const step = (to - from) / places;
  const scan = Array.from({ length: places }, (_, k) => f(from + k * step));
  const best = from + scan.indexOf(Math.max(...scan)) * step;
  return summit(f, best - step, best + step, steps);
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
  const known = data.counts[state.assumptions];
  const chosen = state.experiments.filter((name) => known[name]);
  const given = chosen.map((name) => {
    const count = known[name];
    return { ...count, ...count[state.prescription], ...(count[state.beam] ?? count.all) };
  });
  const sources = bySource(given, state.flux === "shared" && state.prescription !== "statistical");
  // counts at one source see nearly the same combination of the two effective moments
  const threshold = data.thresholds[state.confidence_level][sources.length - 1];
  const counts = sources.flatMap(({ members }) => members);
  const most = smallest(sources, counts) + threshold;
  const rooms = counts.map((c) => room(c, most));
  const radius = boundary({ sources, counts, rooms, most }, form, pair, state);
  const rays = Array.from({ length: RAYS }, (_, n) => (n / (RAYS - 1)) * (Math.PI / 2));
  const coarse = counts.length ? rays.map((angle) => [angle, radius(angle)]) : [];
  const tips = coarse.length ? [Math.cos, Math.sin].map((f) => tip(coarse, radius, f)) : [];
  const ends = [...coarse, ...tips.map(({ end }) => end)].sort(([p], [q]) => p - q);
  const finite = ends.map(([, r]) => r).filter(Number.isFinite);
  // beyond the frame an unbounded ray runs out of the picture
  const edge = finite.length ? 1.15 * Math.min(Math.max(...finite), 20 * Math.min(...finite)) : 100;
  const cut = (r) => (Number.isFinite(r) ? r : 1e3 * edge);
  const xs = ends.map(([angle, r]) => cut(r) * Math.cos(angle));
  const ys = ends.map(([angle, r]) => cut(r) * Math.sin(angle));
  const names = pair.map((k) => `|Λ${"₁₂₃"[k]}|`);
  const unit = "10⁻¹⁰ μ_B";
  const at = (n) => (coarse.length ? coarse.at(n)[1] : Infinity);
  const observed = counts.filter((c) => c.observed).length;
  const expected = counts.length - observed;
  const allowed = expected ? "expected to be allowed" : "allowed";
  const sns = sources.find(({ members }) => members.length > 1 && members[0].flux > 0);
  const percent = sns ? digits(100 * Math.sqrt(sns.common2), 2) : "";
  const flux = sns ? `, ${sns.common2 ? `${percent} % of the SNS flux` : "no flux"} shared` : "";
  const measured = `${["one combination", "two combinations"][sources.length - 1]} of the moments`;
  return {
    note: counts.length ? "" : "Choose an experiment.",
    rest: counts.length
      ? `Counts: ${observed} observed, ${expected} expected; ${data.told[state.assumptions]}, ` +
        `mixing ${data.editions[state.mixing]}, prescription ${state.prescription}${flux}; ` +
        `${measured} measured: Δχ² ≤ ${digits(threshold)} from the physical minimum, ` +
        "the third moment zero."
      : "",
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
        title: `Region ${allowed} (shaded)`,
        x: { label: `${names[0]} [${unit}]`, min: 0, max: edge },
        y: { label: `${names[1]} [${unit}]`, min: 0, max: edge },
        regions: ends.length ? [{ x: [0, ...xs], y: [0, ...ys], series: 0, label: allowed }] : [],
        lines: ends.length ? [{ x: xs, y: ys, series: 0 }] : [],
      },
    ],
  };
});
