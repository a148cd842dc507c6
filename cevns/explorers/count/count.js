// chi^2 of one count depends on its events alone, and events are a polynomial of the parameter,
// with coefficients from cevns: what is left is to find where they are as many as is allowed.
const STEPS = 400;

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

/** chi^2 of N events, pulls profiled, as in cevns.inference.pulls. */
function chi2Of({ excess, variance, sigma, pull }) {
  if (pull === "gaussian") return (N) => (N - excess) ** 2 / (variance + (sigma * N) ** 2);
  const s = Math.sqrt(Math.log1p(sigma ** 2));
  return (N) => {
    if (N <= 0) return excess ** 2 / variance;
    // the pull takes the events some way to those that were counted
    const events = (a) => N * Math.exp(s * a);
    const wanted = (a) => a - (s * events(a) * (excess - events(a))) / variance;
    const a = zero(wanted, 0, Math.log(excess / N) / s);
    return (events(a) - excess) ** 2 / variance + a ** 2;
  };
}

/** How many events chi^2 allows: it falls up to those that were counted, and rises from there. */
function allowedEvents(chi2, excess, most) {
  const above = (N) => chi2(N) - most;
  let far = 2 * excess;
  while (above(far) < 0 && far < 1e12) far *= 2;
  return [
    above(0) > 0 ? zero(above, 0, excess) : 0,
    above(far) > 0 ? zero(above, excess, far) : Infinity,
  ];
}

/** Events c + b x + a x^2 at a distance x from the origin: their values, places and turn. */
function quadratic(c, b, a, origin) {
  return {
    events: (t) => c + (t - origin) * (b + a * (t - origin)),
    reaching(N) {
      const root = b * b - 4 * a * (c - N);
      if (root < 0) return [];
      const far = -(b + Math.sign(b) * Math.sqrt(root)) / 2;
      return (a === 0 ? [(N - c) / b] : [far / a, (c - N) / far]).map((x) => origin + x);
    },
    turns: a === 0 ? [] : [origin - b / (2 * a)],
    origin,
  };
}

/** Events as a sum of Chebyshev polynomials between two ends; they fall from one to the other. */
function tabulated({ coefficients, range }) {
  const [low, high] = range;
  const events = (t) => {
    const x = (2 * t - low - high) / (high - low);
    let [b1, b2] = [0, 0];
    for (const c of coefficients.slice(1).reverse()) [b1, b2] = [c + 2 * x * b1 - b2, b1];
    return coefficients[0] + x * b1 - b2;
  };
  const between = (N) => (events(low) - N) * (events(high) - N) < 0;
  const reaching = (N) => (between(N) ? [zero((t) => events(t) - N, low, high)] : []);
  return { events, reaching, turns: [], low, high };
}

/** The parameter looked at: how events depend on it, what it can be, and how it is written. */
function parameter(data, state) {
  const counts = data.counts[state.assumptions][state.couplings];
  const carries = data.flavors[state.flavor];
  const sum = (f) => counts.beams.reduce((total, beam, i) => total + f(beam, carries[i]), 0);
  const constant = sum(([c]) => c);
  const anything = { low: -Infinity, high: Infinity, physical: [-Infinity, Infinity] };
  const shown = (t) => t;
  const whose = { muon: "ν_μ, ν̄_μ", nu_e: "ν_e", nu_mu: "ν_μ", nu_mu_bar: "ν̄_μ", all: "all ν" };
  const of = whose[state.flavor];
  if (state.quantity === "neutron_radius") {
    const { note, ...table } = counts.neutron_radius;
    const curve = tabulated(table);
    const named = { symbol: "R_n", unit: "fm", note, shown };
    return { constant, ...anything, physical: table.range, ...curve, ...named };
  }
  if (state.quantity === "magnetic_moment") {
    const slope = sum(([, , , m], share) => share * m);
    const named = { symbol: `μ of ${of}`, unit: "10⁻¹⁰ μ_B", note: "", shown: Math.sqrt };
    const curve = quadratic(constant, slope, 0, 0);
    return { constant, ...anything, ...curve, low: 0, physical: [0, Infinity], ...named };
  }
  const angle = state.quantity === "sin2_theta_w";
  const { origin, weight, note, physical } = angle
    ? counts.sin2_theta_w
    : counts.charge_radius[state.convention];
  const share = (own) => weight * (angle ? 1 : own);
  const slope = sum(([, l], own) => l * share(own));
  const bend = sum(([, , q], own) => q * share(own) ** 2);
  const named = angle
    ? { symbol: "sin²θ_W", unit: "", physical }
    : { symbol: `⟨r²⟩ of ${of}`, unit: "10⁻³² cm²" };
  return {
    constant,
    ...anything,
    ...quadratic(constant, slope, bend, origin),
    note,
    shown,
    ...named,
  };
}

/** Local minima of chi^2: where the events are those counted, where they turn, and at the ends. */
function minima(p, chi2, excess) {
  const ends = [p.low, p.high].filter(Number.isFinite);
  const inside = [...p.reaching(excess), ...p.turns].filter((t) => t > p.low && t < p.high);
  const places = [...new Set([...inside, ...ends])].sort((a, b) => a - b);
  const values = places.map((t) => chi2(Math.max(p.events(t), 0)));
  const lowest = (i) => !(values[i - 1] < values[i] + 1e-9 || values[i + 1] < values[i] + 1e-9);
  const [turn] = p.turns;
  return places.flatMap((t, i) =>
    lowest(i)
      ? [
          {
            t,
            chi2: values[i] < 1e-9 ? 0 : values[i],
            physical: p.physical[0] <= t && t <= p.physical[1],
            mirror: (t - turn) * (p.origin - turn) < 0,
          },
        ]
      : [],
  );
}

/** Intervals of the parameter, within a range, with as many events as are allowed. */
function pieces(p, [fewest, most], [from, to]) {
  const marks = [fewest, most].flatMap((N) => (Number.isFinite(N) ? p.reaching(N) : []));
  const all = [from, ...marks.filter((t) => from < t && t < to).sort((a, b) => a - b), to];
  const found = [];
  for (let i = 1; i < all.length; i += 1) {
    const [a, b] = [all[i - 1], all[i]];
    const ends = [Math.max(a, Math.min(b, 0) - 1e3), Math.min(b, Math.max(a, 0) + 1e3)];
    const N = p.events((ends[0] + ends[1]) / 2);
    if (fewest <= N && N <= most) {
      if (found.at(-1)?.[1] === a) found.at(-1)[1] = b;
      else found.push([a, b]);
    }
  }
  return found;
}

export default mount((data, state) => {
  const judge = data.judges[state.pulls];
  const chi2 = chi2Of(judge);
  const p = parameter(data, state);
  const squared = state.quantity === "magnetic_moment";
  const found = minima(p, chi2, judge.excess);
  const physical = found.filter((m) => m.physical).sort((a, b) => a.chi2 - b.chi2);
  const best = physical.find((m) => !m.mirror) ?? physical[0];
  const mirror = found.find((m) => m.mirror && m !== best);
  const least = physical[0].chi2;
  const threshold = data.thresholds[state.confidence_level];
  const level = least + threshold;
  const events = allowedEvents(chi2, judge.excess, level);
  const [bottom, top] = [Math.max(p.low, p.physical[0]), Math.min(p.high, p.physical[1])];
  const allowed = pieces(p, events, [bottom, top]);
  const outside = [
    ...(p.low < bottom ? pieces(p, events, [p.low, bottom]) : []),
    ...(top < p.high ? pieces(p, events, [top, p.high]) : []),
  ];
  // an end that no number of events bounds is open; but no moment is an end of its own
  const open = ([a, b]) => [a === bottom && !squared, b === top];
  const ends = [0, 1].map((i) => {
    const piece = allowed[i];
    if (!piece) return [NaN, NaN];
    const [below, above] = open(piece);
    return [below ? -Infinity : p.shown(piece[0]), above ? Infinity : p.shown(piece[1])];
  });

  // the frame stays where it is as long as the level is below 95 %
  const wide = allowedEvents(
    chi2,
    judge.excess,
    least + Math.max(threshold, data.thresholds["95"]),
  );
  const places = [
    ...pieces(p, wide, [p.low, p.high]).flat(),
    ...found.filter((m) => m.chi2 < level).map((m) => m.t),
  ]
    .filter(Number.isFinite)
    .map(p.shown);
  const margin = 0.1 * (Math.max(...places) - Math.min(...places));
  const floor = Number.isFinite(p.low) ? p.shown(p.low) : -Infinity;
  const ceiling = Number.isFinite(p.high) ? p.shown(p.high) : Infinity;
  const [min, max] = [
    Math.max(Math.min(...places) - margin, floor),
    Math.min(Math.max(...places) + margin, ceiling),
  ];
  const inner = squared ? (x) => x * x : (x) => x;
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => min + (i / STEPS) * (max - min));
  const counted = xs.map((x) => p.events(inner(x)));
  const can = xs.map((x) => p.physical[0] <= inner(x) && inner(x) <= p.physical[1]);
  const split = (values, label, series) => [
    { label, x: xs, y: values.map((v, i) => (can[i] ? v : NaN)), series },
    ...(can.every(Boolean)
      ? []
      : [{ label: "not possible", x: xs, y: values.map((v, i) => (can[i] ? NaN : v)), series: 3 }]),
  ];
  const height = least + Math.max(3 * threshold, 4);
  const most = Math.min(1.15 * Math.max(...counted), 8 * judge.excess);
  const cut = (t) => Math.min(Math.max(p.shown(Math.max(t, p.low)), min), max);
  const box = ([a, b], y0, y1, series, label) => {
    const [x0, x1] = [cut(a), cut(b)];
    return { x: [x0, x1, x1, x0], y: [y0, y0, y1, y1], series, label };
  };
  const axisLabel = p.unit ? `${p.symbol} [${p.unit}]` : p.symbol;
  const opens = allowed.flatMap((piece) => {
    const [below, above] = open(piece);
    return [
      ...(below ? [{ x: min, y: level, text: " open" }] : []),
      ...(above ? [{ x: max, y: level, text: "open ", anchor: "end" }] : []),
    ];
  });
  const inFrame = (x) => min <= x && x <= max;
  const marked = found.filter((m) => inFrame(p.shown(m.t)));
  const dots = (y) =>
    marked.map((m) => ({ x: p.shown(m.t), y: y(m), series: m === mirror ? 1 : 0 }));
  const words =
    mirror && inFrame(p.shown(mirror.t))
      ? [{ x: p.shown(mirror.t), y: mirror.chi2 + 0.04 * height, text: "mirror", anchor: "middle" }]
      : [];

  const notes = [];
  if (mirror && !mirror.physical)
    notes.push("The mirror solution, with the amplitude of the other sign, is not possible.");
  if (mirror?.physical) notes.push("The amplitude can have either sign: both minima are results.");
  if (best.chi2 > 0 && p.turns.length && !squared)
    notes.push("The events turn before they are as many as were counted.");
  if (squared && best.t === 0) notes.push("Fewer events were counted than without a moment.");
  const pulls = {
    profiled: "pulls profiled",
    log_normal: "pulls profiled, that of the signal log-normal",
    statistical: "pulls at zero",
  }[state.pulls];
  const meaning = p.note ? `${p.symbol}: ${p.note}; ` : "";
  const end = (side, i) => ({ value: ends[i][side], unit: p.unit, otherwise: "open", main: true });
  return {
    note: notes.join(" "),
    rest:
      `Measured: ${data.observed} events; ${meaning}couplings ${state.couplings}, ` +
      `${data.told[state.assumptions]}; ${pulls}; one count, one parameter: Δχ² ≤ ` +
      `${digits(threshold)} from the smallest χ² of what is possible.`,
    readout: [
      { name: "sm", label: "signal of the Standard Model", value: p.constant, unit: "events" },
      { name: "counted", label: "signal counted", value: judge.excess, unit: "events" },
      { name: "fewest", label: "signal allowed, from", value: events[0], unit: "events" },
      { name: "most", label: "to", value: events[1], unit: "events" },
      { name: "best", label: `best ${p.symbol}`, value: p.shown(best.t), unit: p.unit, main: true },
      {
        name: "mirror",
        label: mirror && !mirror.physical ? "its mirror, not possible" : "its mirror",
        value: mirror ? p.shown(mirror.t) : NaN,
        unit: p.unit,
      },
      { name: "low_1", label: `${p.symbol} allowed, from`, ...end(0, 0) },
      { name: "high_1", label: "to", ...end(1, 0) },
      { name: "low_2", label: "and from", ...end(0, 1), otherwise: allowed[1] ? "open" : "none" },
      { name: "high_2", label: "to", ...end(1, 1), otherwise: allowed[1] ? "open" : "none" },
      { name: "chi2_min", label: "smallest χ² of what is possible", value: least },
    ],
    plots: [
      {
        title: `χ² against ${p.symbol}`,
        x: { label: axisLabel, min, max },
        y: { label: "χ²", min: 0, max: height },
        regions: [
          ...allowed.map((piece, i) => box(piece, 0, level, 0, i ? "" : "allowed")),
          ...outside.map((piece) => box(piece, 0, level, 3, "")),
        ],
        lines: [
          ...split(
            counted.map((N) => chi2(Math.max(N, 0))),
            "smallest over the pulls",
            0,
          ),
          { label: "threshold", x: [min, max], y: [level, level], series: 6 },
        ],
        points: dots((m) => m.chi2),
        words: [...words, ...opens],
      },
      {
        title: `Events against ${p.symbol}, and how many are allowed (shaded)`,
        x: { label: axisLabel, min, max },
        y: { label: "signal events", min: 0, max: most },
        regions: [
          box([-Infinity, Infinity], events[0], Math.min(events[1], 2 * most), 2, "allowed"),
        ],
        lines: [
          ...split(counted, "expected", 0),
          { label: "counted", x: [min, max], y: [judge.excess, judge.excess], series: 6 },
        ],
        points: dots((m) => p.events(m.t)),
      },
    ],
  };
});
