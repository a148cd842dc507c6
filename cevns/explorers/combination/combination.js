// chi^2 of all data depends on mu_e^2 and mu_mu^2; a ray ends where it reaches the threshold. What
// is free of the moments turns each ray into a family of points, of which the farthest counts.
const RAYS = 61;
const PHASES = 192;
const [INSIDE, OUTSIDE] = [145, 73]; // tangents of the quadrant, and beyond either axis
const STRIDE = 4; // between places that are looked at first
const DIRECTIONS = 72;
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

/** chi^2 of counts, all pulls profiled, at s along a ray: sum of r^2/D, less what a common pull takes. */
function chi2OfCounts(sources, rates, s) {
  let sum = 0;
  let i = 0;
  for (const { common2, members } of sources) {
    let gg = 0;
    let gr = 0;
    for (const c of members) {
      const S = c.sm + s * rates[i];
      i += 1;
      const g = S - c.free;
      const r = S - c.excess;
      const D = c.variance + (c.sigma ** 2 - common2) * g * g;
      sum += (r * r) / D;
      gg += (g * g) / D;
      gr += (g * r) / D;
    }
    sum -= (common2 * gr * gr) / (1 + common2 * gg);
  }
  return sum;
}

// --- what was measured in bins: chi^2 in even steps of arsinh(mu^2/scale) ----------------------

const LAGRANGE = [-120, 24, -12, 12, -24, 120];
const [DOWN, ACROSS] = [new Float64Array(6), new Float64Array(6)];

/** Where six entries of a table begin that give a value at a place among them, and their shares. */
function shares(at, entries, weights) {
  const first = Math.min(Math.max(Math.floor(at) - 2, 0), entries - 6);
  const t = at - first;
  for (let k = 0; k < 6; k += 1) {
    let product = 1 / LAGRANGE[k];
    for (let j = 0; j < 6; j += 1) if (j !== k) product *= t - j;
    weights[k] = product;
  }
  return first;
}

/** Where a value stands among so many entries. */
const place = (value, scale, end, entries) =>
  (Math.asinh(value / scale) / Math.asinh(end / scale)) * (entries - 1);

/** chi^2 of a table above its least; infinite where it ends, far outside of all that is allowed. */
function chi2OfTable({ rows, scales, ends }, x, y) {
  const flat = ends[1] === null;
  if (x > ends[0] || (!flat && y > ends[1])) return Infinity;
  const top = shares(place(x, scales[0], ends[0], rows.length), rows.length, DOWN);
  const across = rows[0].length;
  const left = flat ? 0 : shares(place(y, scales[1], ends[1], across), across, ACROSS);
  let sum = 0;
  for (let k = 0; k < 6; k += 1) {
    const values = rows[top + k];
    let inner = flat ? values[0] : 0;
    if (!flat) for (let j = 0; j < 6; j += 1) inner += ACROSS[j] * values[left + j];
    sum += DOWN[k] * inner;
  }
  return sum;
}

// --- data together -------------------------------------------------------------------------

/** How much signal a count alone allows beyond the Standard Model. */
function room(c, most) {
  const leading = 1 - most * c.sigma ** 2;
  const [d, free] = [c.excess - c.free, c.free];
  if (leading <= 0) return Infinity;
  const root = Math.sqrt(most * (c.variance * leading + (c.sigma * d) ** 2));
  return free + (d + root) / leading - c.sm;
}

/** Counts and tables as one chi^2 along rays, and which of the effective moments they see. */
function together(sources, tables) {
  const counts = sources.flatMap(({ members }) => members);
  const chi2 = (x, y) => {
    const rates = along(counts, x, y);
    return (s) => {
      let sum = chi2OfCounts(sources, rates, s);
      for (const table of tables) sum += chi2OfTable(table, s * x, s * y);
      return sum;
    };
  };
  const seen = [
    tables.length > 0 || counts.some((c) => c.n_e > 0),
    tables.some((table) => table.ends[1] !== null) || counts.some((c) => c.n_mu > 0),
  ];
  // how far a ray can go at most: other data only add to the chi^2 of one
  const edge = (x, y, most) =>
    Math.min(
      FAR,
      ...tables.flatMap(({ ends }) => [ends[0] / x, ends[1] === null ? FAR : ends[1] / y]),
      ...along(counts, x, y).map((rate, i) =>
        rate > 1e-12 * (counts[i].n_e + counts[i].n_mu) * (x + y)
          ? room(counts[i], most) / rate
          : FAR,
      ),
    );
  return { sources, counts, tables, chi2, seen, edge };
}

/** Information of counts and tables on mu_e^2 and mu_mu^2 at the Standard Model. */
function information({ sources, tables }) {
  const total = [0, 0, 0];
  const add = (more, sign = 1) => {
    for (const i of [0, 1, 2]) total[i] += sign * more[i];
  };
  for (const { common2, members } of sources) {
    let [gg, ge, gm] = [0, 0, 0];
    for (const c of members) {
      const g = c.sm - c.free;
      const D = c.variance + (c.sigma ** 2 - common2) * g * g;
      add([c.n_e * c.n_e, c.n_e * c.n_mu, c.n_mu * c.n_mu].map((v) => v / D));
      gg += (g * g) / D;
      ge += (g * c.n_e) / D;
      gm += (g * c.n_mu) / D;
    }
    const taken = common2 / (1 + common2 * gg);
    add(
      [ge * ge, ge * gm, gm * gm].map((v) => v * taken),
      -1,
    );
  }
  for (const table of tables) add(table.information);
  return total;
}

/** How many combinations of the two are measured: two if either alone, at its limit, is told apart. */
function combinations(data, limit) {
  const [ee, em, mm] = information(data);
  return ee > 0 && mm > 0 && 2 * limit * (1 - em / Math.sqrt(ee * mm)) >= 1 ? 2 : 1;
}

/** Smallest chi^2 of physical moments: mostly without any, but some data want some. */
function smallest(data) {
  const { sources, counts, tables, chi2 } = data;
  const origin = chi2(0, 0)(0);
  const grows = sources.every(({ common2 }) => common2 === 0) && tables.length === 0;
  if ((origin === 0 && tables.length === 0) || grows) return origin;
  const scale = [0, 1].map((axis) => {
    const events = Math.max(0, ...counts.map((c) => (axis ? c.n_mu : c.n_e)));
    const sizes = tables.map(({ scales }) => scales[axis] ?? FAR);
    return Math.min(...sizes, ...(events > 0 ? [1 / events] : []), FAR);
  });
  const heights = (angle) => {
    const value = chi2(scale[0] * Math.cos(angle), scale[1] * Math.sin(angle));
    return (u) => -Math.min(value(Math.exp(u)), 1e9);
  };
  const valleys = Array.from({ length: 17 }, (_, k) => {
    const angle = (k / 32) * Math.PI;
    const height = heights(angle);
    const u = highest(height, -10, 25, 48, 12);
    return { angle, u, height: height(u) };
  });
  const best = Math.max(...valleys.map(({ height }) => height));
  const k = valleys.findIndex(({ height }) => height === best);
  // between the directions on either side the deepest place is not far
  const beside = (angle) => {
    const height = heights(angle);
    return height(summit(height, valleys[k].u - 0.6, valleys[k].u + 0.6, 14));
  };
  const [from, to] = [Math.max(k - 1, 0), Math.min(k + 1, 16)].map((n) => valleys[n].angle);
  return Math.min(origin, -best, -beside(summit(beside, from, to, 12)));
}

/** Where a ray leaves the region for good; near a place where one beside it does, if that is given. */
function reach({ data, most }, x, y, { near, within } = {}) {
  const value = data.chi2(x, y);
  const above = (s) => value(s) - most;
  if (near && above(0.95 * near) < 0 && above(1.05 * near) > 0 && above(1.05 * near) < Infinity)
    return zero(above, 0.95 * near, 1.05 * near, within);
  let high = data.edge(x, y, most);
  if (high >= FAR && above(FAR) <= 0) return Infinity;
  let low = 0.8 * high;
  while (above(low) > 0) [low, high] = [0.8 * low, low];
  // a table may end between: come in to where it has values
  for (let i = 0; i < 60 && above(high) === Infinity; i += 1) {
    const middle = (low + high) / 2;
    if (above(middle) > 0) high = middle;
    else low = middle;
  }
  return zero(above, low, high, within);
}

/** 1/reach in the plane, interpolated between directions: close enough to find the best of a family. */
function nearness(allowed) {
  // axes as long as either moment may be alone: there the region has about one size
  const [x_0, y_0] = [
    [1, 0],
    [0, 1],
  ].map(([x, y]) => {
    const far = reach(allowed, x, y);
    return Number.isFinite(far) ? far : 1;
  });
  const angle = Math.PI / 2 / DIRECTIONS;
  const nodes = new Float64Array(DIRECTIONS + 1);
  let near;
  for (let k = 0; k < nodes.length; k += 1) {
    const [c, s] = [Math.abs(Math.cos(k * angle)), Math.sin(k * angle)];
    const far = reach(allowed, x_0 * (c < 1e-15 ? 0 : c), y_0 * s, { near, within: 1e-7 });
    nodes[k] = 1 / far;
    near = Number.isFinite(far) ? far : undefined;
  }
  return (x, y) => {
    const u = x / x_0;
    const v = y / y_0;
    return Math.sqrt(u * u + v * v) * cubic(nodes, Math.atan2(v, u) / angle);
  };
}

// --- what is free ------------------------------------------------------------------------

/** Effective moments squared of two moduli a and b: quadratic, with coefficients that depend on t. */
const squares = ([aa, bb, ab, cc, dd, cd], a, b) => [
  Math.max(aa * a * a + bb * b * b + 2 * ab * a * b, 0),
  Math.max(cc * a * a + dd * b * b + 2 * cd * a * b, 0),
];

/** Coefficients at a phase between two moments, the third being zero. */
function atPhase({ e, mu }, [i, j], phase) {
  const of = (h) => [
    h.real[i][i],
    h.real[j][j],
    h.real[i][j] * Math.cos(phase) - h.imag[i][j] * Math.sin(phase),
  ];
  return [...of(e), ...of(mu)];
}

const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
const plus = ([a, b], [c, d]) => [a + c, b + d];
const conjugate = ([a, b]) => [a, -b];
const scaled = (k, [a, b]) => [k * a, k * b];
const square = ([a, b]) => a * a + b * b;

/** Coefficients where what is least along a direction theta of the plane, all else being free. */
function onFrontier(U, [i, j], theta) {
  const k = 3 - i - j;
  const [c, s] = [Math.cos(theta), Math.sin(theta)];
  const [e, mu, tau] = U.map((row) => square(row[k]));
  const h_kk = c * (mu + tau) + s * (e + tau);
  const mixed = (row, a, b) => times(conjugate(U[row][a]), U[row][b]);
  const coupling = plus(scaled(c * c, mixed(0, i, j)), scaled(s * s, mixed(1, i, j)));
  const size = Math.sqrt(square(coupling));
  const turn = size > 0 ? scaled(1 / size, conjugate(coupling)) : [1, 0];
  const third = (a) => {
    const pull = plus(scaled(c, mixed(0, k, a)), scaled(s, mixed(1, k, a)));
    return h_kk === 0 ? [0, 0] : scaled(1 / h_kk, pull);
  };
  const [of_i, of_j] = [third(i), third(j)];
  const rows = U.map((row) => {
    const P = plus(row[i], times(row[k], of_i));
    const Q = times(plus(row[j], times(row[k], of_j)), turn);
    return [square(P), square(Q), P[0] * Q[0] + P[1] * Q[1]];
  });
  const sum = (a, b) => rows[a].map((value, n) => value + rows[b][n]);
  return [...sum(1, 2), ...sum(0, 2)];
}

/** The frontier of all that two moduli can have: pieces of tangents, and a chord where it is straight. */
function frontier(U, [i, j]) {
  const k = 3 - i - j;
  const [e, mu, tau] = U.map((row) => square(row[k]));
  const low = -Math.atan2(mu + tau, e + tau);
  const at = (theta) => onFrontier(U, [i, j], theta);
  // closer to the ends of every part, by equal ratios
  const part = (from, to, length) =>
    Array.from({ length }, (_, n) => {
      const way = 36 * (n / (length - 1) - 0.5);
      const share = (to - from) / (1 + Math.exp(Math.abs(way)));
      return way < 0 ? from + share : to - share;
    });
  const quarter = Math.PI / 2;
  const thetas = [
    ...part(low, 0, OUTSIDE),
    0,
    ...part(0, quarter, INSIDE),
    quarter,
    ...part(quarter, low + Math.PI, OUTSIDE),
  ];
  // where the phase turns fast, or at once
  const [of_e, of_mu] = [0, 1].map((row) => times(conjugate(U[row][i]), U[row][j]));
  const crossed = times(of_e, conjugate(of_mu));
  const size = Math.max(square(of_mu), Number.MIN_VALUE);
  const [centre, width] = [-crossed[0] / size, Math.abs(crossed[1]) / size];
  const chords = [];
  if (centre > 0) {
    const theta = Math.atan(Math.sqrt(centre));
    const inside = (t) => t > low && t < low + Math.PI;
    if (width < 1e-9 * centre) {
      for (const t of [theta, -theta, Math.PI - theta].filter(inside)) {
        const [before, after] = [at(t * (1 - 1e-12) - 1e-13), at(t * (1 + 1e-12) + 1e-13)];
        const mix = (share) => before.map((v, n) => v + share * (after[n] - v));
        chords.push({ nodes: Array.from({ length: 61 }, (_, n) => n / 60), at: mix });
      }
    } else {
      for (let n = -28; n <= 28; n += 1) {
        const t = Math.atan(Math.sqrt(Math.max(centre + width * Math.sinh((10 * n) / 28), 0)));
        thetas.push(...[t, -t, Math.PI - t].filter(inside));
      }
    }
  }
  return [{ nodes: thetas.sort((a, b) => a - b), at }, ...chords];
}

/** The state by some of its names, to keep by it what follows from them. */
const stateOf = (state, ...names) => JSON.stringify(names.map((name) => state[name]));

/** Families of coefficients, by a parameter each, over which the farthest point is looked for. */
function families(data, pair, state) {
  const key = stateOf(state, "mixing", "phases", "phase", "third", "pair");
  return once(`families ${key}`, () =>
    parameters(data, pair, state).map((piece) => ({
      ...piece,
      scan: piece.nodes.map((t) => piece.at(t)),
    })),
  );
}

/** What was computed before, as long as what it follows from is the same. */
const KEPT = new Map();
function once(key, compute) {
  if (!KEPT.has(key)) {
    if (KEPT.size > 60) KEPT.clear();
    KEPT.set(key, compute());
  }
  return KEPT.get(key);
}

function parameters(data, pair, state) {
  const form = data.forms[state.mixing];
  if (state.phases === "averaged") {
    const [aa, bb, , cc, dd] = atPhase(form, pair, 0);
    return [{ nodes: [0], at: () => [aa, bb, 0, cc, dd, 0] }];
  }
  if (state.phases === "fixed")
    return [{ nodes: [0], at: () => atPhase(form, pair, state.phase * Math.PI) }];
  if (state.third === "free") return frontier(form.U, pair);
  const nodes = Array.from({ length: PHASES + 2 }, (_, k) => (k - 1) * ((2 * Math.PI) / PHASES));
  return [{ nodes, at: (phase) => atPhase(form, pair, phase) }];
}

/** How far the region goes along a ray of two moduli: closely for a picture, or exactly. */
function boundary(allowed, pieces) {
  const nearAt = (c, a, b) =>
    allowed.near(
      Math.max(c[0] * a * a + c[1] * b * b + 2 * c[2] * a * b, 0),
      Math.max(c[3] * a * a + c[4] * b * b + 2 * c[5] * a * b, 0),
    );
  /** The piece and the place on it that go farthest, every fourth looked at, then those around. */
  const best = (a, b) => {
    let found = { near: Infinity };
    pieces.forEach(({ scan }, p) => {
      const look = (n) => {
        const near = nearAt(scan[n], a, b);
        if (near < found.near) found = { near, p, n };
      };
      for (let n = 0; n < scan.length; n += STRIDE) look(n);
      if (found.p !== p) return;
      const centre = found.n;
      for (let n = centre - STRIDE + 1; n < centre + STRIDE; n += 1) if (scan[n]) look(n);
    });
    return found;
  };
  const components = (angle) => [Math.cos(angle), Math.sin(angle)].map((v) => (v < 1e-15 ? 0 : v));
  const places = ({ p, n }) => {
    const { nodes, at } = pieces[p];
    const [from, to] = [Math.max(n - 1, 0), Math.min(n + 1, nodes.length - 1)];
    return { at, from: nodes[from], middle: nodes[n], to: nodes[to] };
  };
  const close = (angle) => {
    const [a, b] = components(angle);
    const found = best(a, b);
    const { at, from, middle, to } = places(found);
    if (from === middle || middle === to || found.near === 0) return Math.sqrt(1 / found.near);
    // the top of the parabola through three places
    const [y_0, y_1, y_2] = [from, middle, to].map((t) => nearAt(at(t), a, b));
    const [d_0, d_2] = [(y_0 - y_1) / (from - middle), (y_2 - y_1) / (to - middle)];
    const bend = (d_2 - d_0) / (to - from);
    const top = middle - (d_0 + bend * (middle - from)) / (2 * bend);
    const near = bend > 0 && top > from && top < to ? nearAt(at(top), a, b) : y_1;
    return Math.sqrt(1 / Math.min(near, found.near));
  };
  const exact = (angle) => {
    const [a, b] = components(angle);
    const { at, from, middle, to } = places(best(a, b));
    const tops = [middle];
    if (from !== to) tops.push(summit((t) => -nearAt(at(t), a, b), from, to, 24));
    return Math.sqrt(Math.max(...tops.map((t) => reach(allowed, ...squares(at(t), a, b)))));
  };
  return { close, exact };
}

/** Where a function with one maximum between two places has it, by golden sections. */
function summit(f, from, to, steps) {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [c, d] = [high - golden * (high - low), low + golden * (high - low)];
  let [f_c, f_d] = [f(c), f(d)];
  for (let k = 0; k < steps; k += 1) {
    if (f_c >= f_d) {
      [high, d, f_d] = [d, c, f_c];
      c = high - golden * (high - low);
      f_c = f(c);
    } else {
      [low, c, f_c] = [c, d, f_d];
      d = low + golden * (high - low);
      f_d = f(d);
    }
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
function tip(ends, { close, exact }, along) {
  const values = ends.map(([angle, r]) => (along(angle) > 1e-15 ? r * along(angle) : 0));
  const best = values.indexOf(Math.max(...values));
  if (!Number.isFinite(values[best])) return { end: ends[best], value: Infinity };
  const [from, to] = [Math.max(best - 1, 0), Math.min(best + 1, ends.length - 1)];
  const inside = summit((a) => close(a) * along(a), ends[from][0], ends[to][0], 14);
  const [at, value] = [ends[best][0], inside]
    .map((angle) => [angle, along(angle) > 1e-15 ? exact(angle) * along(angle) : 0])
    .sort(([, p], [, q]) => q - p)[0];
  return { end: [at, exact(at)], value };
}

// --- the state -----------------------------------------------------------------------------

/** The data chosen, those at one kind of source or all: counts as they are judged, and tables. */
function chosen(data, state, kind) {
  const here = state.experiments.filter((name) => !kind || data.kinds[name] === kind);
  const known = data.counts[state.assumptions];
  const given = here
    .filter((name) => known[name])
    .map((name) => {
      const count = known[name];
      return { ...count, ...count[state.prescription], ...(count[state.beam] ?? count.all) };
    });
  const shared = state.flux === "shared";
  const bins = asKept(state) ? here.filter((name) => data.measured[name]) : [];
  // those at the SNS have a pull of its flux in common
  const common = shared ? bins.filter((name) => data.kinds[name] === "sns") : [];
  const names = [...bins.filter((name) => !common.includes(name)), common.join(" + ")];
  const tables = names.flatMap((name) => data.tables[name] ?? []);
  return together(bySource(given, shared && state.prescription !== "statistical"), tables);
}

/** Measured bins were judged once, under what is recommended. */
const asKept = ({ assumptions, prescription }) =>
  assumptions === "recommended" && prescription === "profiled";

/** The data at one kind of source or all, how many moments they measure, and their least chi^2. */
function judged(data, state, kind, key) {
  return once(`judged ${key}`, () => {
    const all = chosen(data, state, kind);
    const measured = combinations(all, data.thresholds["0.90"][0]);
    return { data: all, measured, least: smallest(all), none: all.chi2(0, 0)(0) };
  });
}

/** What of the plane is allowed. */
function allowedBy(data, state, kind) {
  const key = kind + stateOf(state, "experiments", "assumptions", "prescription", "flux", "beam");
  const known = judged(data, state, kind, key);
  const degrees = state.parameters === "measured" ? known.measured : Number(state.parameters);
  const threshold = data.thresholds[state.confidence_level][degrees - 1];
  const most = known.least + threshold;
  const allowed = { ...known, most, threshold, excluded: known.none > most };
  const { counts, tables } = known.data;
  if (counts.length + tables.length > 0 && !allowed.excluded)
    allowed.near = once(`near ${most} ${key}`, () => nearness(allowed));
  return allowed;
}

/** The boundary as rays and their ends, closely; with its tips, and exact where it is asked for. */
function outline(allowed, pieces, U, pair) {
  const radius = boundary(allowed, pieces);
  const ends = Array.from({ length: RAYS }, (_, n) => {
    const angle = (n / (RAYS - 1)) * (Math.PI / 2);
    return [angle, radius.close(angle)];
  });
  // with all else free, what one flavour does not see is seen by none of its beams
  const { seen } = allowed.data;
  const unseen = seen[1] ? (seen[0] ? -1 : 1) : 0;
  if (U && unseen >= 0) {
    const [first, second] = pair.map((i) => Math.sqrt(square(U[unseen][i])));
    ends.push([Math.atan2(second, first), Infinity]);
    ends.sort(([p], [q]) => p - q);
  }
  return { ends, radius };
}

export default mount((data, state) => {
  const pair = state.pair.split(",").map((name) => Number(name.at(-1)) - 1);
  const pieces = families(data, pair, state);
  const free = state.third === "free" && state.phases === "profiled";
  const U = free ? data.forms[state.mixing].U : undefined;
  const all = allowedBy(data, state);
  const { counts, tables, sources } = all.data;
  const empty = counts.length + tables.length === 0;
  const drawn = (allowed) => (allowed.near ? outline(allowed, pieces, U, pair) : undefined);
  const found = drawn(all);
  const tips = found ? [Math.cos, Math.sin].map((f) => tip(found.ends, found.radius, f)) : [];
  if (found) {
    const corners = tips.filter(({ value }) => value < Infinity).map(({ end }) => end);
    found.ends = [...found.ends, ...corners].sort(([p], [q]) => p - q);
  }
  const kinds = new Set(state.experiments.map((name) => data.kinds[name]));
  // colours as in the figures of the book
  const alone = [
    ["sns", "SNS alone", 1],
    ["reactor", "reactors alone", 0],
  ];
  const parts = (found && kinds.size > 1 ? alone : []).flatMap(([kind, label, series]) => {
    const part = drawn(allowedBy(data, state, kind));
    return part ? [{ ...part, label, series }] : [];
  });

  const finite = (one) => one.ends.map(([, r]) => r).filter(Number.isFinite);
  const whole = found ? finite(found) : [];
  const tall = Math.max(...[...whole, ...parts.flatMap((p) => (p.series === 1 ? finite(p) : []))]);
  const edge = whole.length ? 1.15 * Math.min(tall, 20 * Math.min(...whole)) : 100;
  // beyond the frame an unbounded ray runs out of the picture
  const curve = ({ ends }) => {
    const cut = ends.map(([angle, r]) => [angle, Number.isFinite(r) ? r : 1e3 * edge]);
    return {
      x: cut.map(([angle, r]) => r * Math.cos(angle)),
      y: cut.map(([angle, r]) => r * Math.sin(angle)),
    };
  };
  const names = pair.map((k) => `|Λ${"₁₂₃"[k]}|`);
  const unit = "10⁻¹⁰ μ_B";
  const nothing = empty ? Infinity : NaN;
  const at = (share) => (found ? found.radius.exact((share * Math.PI) / 2) : nothing);
  const observed = counts.filter((c) => c.observed).length;
  const expected = counts.length - observed;
  const allowed = expected ? "expected to be allowed" : "allowed";
  const sns = sources.find(({ members }) => members.length > 1 && members[0].flux > 0);
  const percent = sns ? digits(100 * Math.sqrt(sns.common2), 2) : "";
  const flux = sns ? `, ${sns.common2 ? `${percent} % of the SNS flux` : "no flux"} shared` : "";
  const measured = ["one combination", "two combinations"][all.measured - 1];
  const bins = state.experiments.filter((name) => data.measured[name]);
  const judgedData = [
    [observed, "Observed counts"],
    [expected, "expected counts"],
    [tables.length && bins.length, "data sets measured in bins"],
  ]
    .flatMap(([number, what]) => (number ? [`${what}: ${number}`] : []))
    .join(", ");
  const notes = [];
  if (empty) notes.push("Choose data.");
  if (bins.length && !asKept(state))
    notes.push("Measured bins were judged under what is recommended alone: they are left out.");
  if (all.excluded)
    notes.push("No moments at all are excluded at this level: there is no limit, but an interval.");
  const rest = free ? "the third moment and all phases free" : "the third moment zero";
  const line = found ? curve(found) : undefined;
  return {
    note: notes.join(" "),
    rest: empty
      ? ""
      : `${judgedData}; ${data.told[state.assumptions]}, ` +
        `mixing ${data.editions[state.mixing]}, prescription ${state.prescription}${flux}; ` +
        `${measured} of the moments measured: Δχ² ≤ ${digits(all.threshold)} from the physical ` +
        `minimum, ${rest}.`,
    readout: [
      ...names.map((label, i) => ({
        name: ["largest_first", "largest_second"][i],
        label: `largest ${label} in the region`,
        brief: `${label} ≤`,
        value: found ? tips[i].value : nothing,
        unit,
        main: true,
      })),
      { name: "first", label: `${names[0]} where the other is zero`, value: at(0), unit },
      {
        name: "diagonal",
        label: `√(${names[0]}² + ${names[1]}²) where both are equal`,
        value: at(0.5),
        unit,
      },
      { name: "second", label: `${names[1]} where the other is zero`, value: at(1), unit },
    ],
    plots: [
      {
        title: `Region ${allowed} (shaded)`,
        x: { label: `${names[0]} [${unit}]`, min: 0, max: edge },
        y: { label: `${names[1]} [${unit}]`, min: 0, max: edge },
        regions: line ? [{ x: [0, ...line.x], y: [0, ...line.y], series: 6, label: allowed }] : [],
        lines: [
          ...parts.map((part) => ({ ...curve(part), series: part.series, label: part.label })),
          ...(line ? [{ ...line, series: 6 }] : []),
        ],
      },
    ],
  };
});
