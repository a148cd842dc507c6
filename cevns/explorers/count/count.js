// chi^2 of one count depends on its events alone, and events are a polynomial of the parameter,
// with coefficients from cevns: what is left is to find where they are as many as is allowed.
const STEPS = 300;

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
  const events = (t) => chebyshev(coefficients, (2 * t - low - high) / (high - low));
  const between = (N) => (events(low) - N) * (events(high) - N) < 0;
  const reaching = (N) => (between(N) ? [zero((t) => events(t) - N, low, high)] : []);
  return { events, reaching, turns: [], low, high };
}

/** The parameter looked at: how events depend on it, what it can be, and how it is written. */
function parameter(data, state) {
  const counts = data.counts[state.assumptions][state.couplings];
  const carries = data.flavors[state.flavor];
  const sum = (f) => counts.beams.reduce((total, beam, i) => total + f(beam, carries[i]), 0);
  const p = {
    constant: sum(([c]) => c),
    low: -Infinity,
    high: Infinity,
    physical: [-Infinity, Infinity],
    shown: (t) => t,
    note: "",
  };
  const of = data.symbols[state.flavor];
  if (state.quantity === "neutron_radius") {
    const { note, ...table } = counts.neutron_radius;
    const told = `; ${note}`;
    return {
      ...p,
      ...tabulated(table),
      physical: table.range,
      symbol: "R_n",
      unit: "fm",
      note: told,
    };
  }
  if (state.quantity === "magnetic_moment") {
    const curve = quadratic(
      p.constant,
      sum(([, , , m], share) => share * m),
      0,
      0,
    );
    const named = { symbol: `μ of ${of}`, unit: "10⁻¹⁰ μ_B", shown: Math.sqrt };
    return { ...p, ...curve, low: 0, physical: [0, Infinity], ...named };
  }
  const angle = state.quantity === "sin2_theta_w";
  const effect = angle ? counts.sin2_theta_w : counts.charge_radius[state.convention];
  const share = (own) => effect.weight * (angle ? 1 : own);
  const slope = sum(([, l], own) => l * share(own));
  const bend = sum(([, , q], own) => q * share(own) ** 2);
  const curve = quadratic(p.constant, slope, bend, effect.origin);
  return angle
    ? {
        ...p,
        ...curve,
        physical: [0, 1],
        symbol: "sin²θ_W",
        unit: "",
        note: "; the angle is that of these couplings",
      }
    : { ...p, ...curve, symbol: `⟨r²⟩ of ${of}`, unit: "10⁻³² cm²", note: `; ${effect.note}` };
}

/** Local minima of chi^2: where the events are those counted, where they turn, and at the ends. */
function minima(p, chi2, excess) {
  const ends = [p.low, p.high].filter(Number.isFinite);
  const inside = [...p.reaching(excess), ...p.turns].filter((t) => t > p.low && t < p.high);
  const places = [...new Set([...inside, ...ends])].sort((a, b) => a - b);
  const values = places.map((t) => chi2(p.events(t)));
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

const PULLS = {
  profiled: "pulls profiled",
  log_normal: "pulls profiled, that of the signal log-normal",
  statistical: "pulls at zero",
};

/** What the reader should know of these minima and intervals. */
function remarks(p, { best, mirror, open }) {
  const notes = [];
  if (mirror && !mirror.physical)
    notes.push("The mirror, where the amplitude has the other sign, is not possible.");
  if (mirror?.physical) notes.push("The amplitude can have either sign: both minima are results.");
  if (best.t === p.low)
    notes.push(
      "Fewer events were counted than are expected without a moment: the best fit has none.",
    );
  else if (best.chi2 > 0)
    notes.push("The events turn before they are as few as were counted: one minimum, at the turn.");
  if (open.some(([below, above]) => below || above))
    notes.push(
      "An end is open: there χ² stays below the threshold as far as the parameter can go.",
    );
  return notes.join(" ");
}

/** Ends of a frame around all that is allowed, and the minima, within what is looked at. */
function frame(p, intervals, spots) {
  const places = [...intervals.flat(), ...spots].filter(Number.isFinite).map(p.shown);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const margin = 0.1 * (high - low);
  return [
    p.low === -Infinity ? low - margin : Math.max(low - margin, p.shown(p.low)),
    p.high === Infinity ? high + margin : Math.min(high + margin, p.shown(p.high)),
  ];
}

/** Delta chi^2 of a confidence level in per cent, from a series in the logarithm of the rest. */
function thresholdAt({ coefficients, range }, level) {
  const [low, high] = range;
  return chebyshev(coefficients, (2 * Math.log(1 - level / 100) - low - high) / (high - low));
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
  const threshold = thresholdAt(data.thresholds, state.confidence_level);
  const level = least + threshold;
  const events = allowedEvents(chi2, judge.excess, level);
  const [bottom, top] = [Math.max(p.low, p.physical[0]), Math.min(p.high, p.physical[1])];
  const allowed = pieces(p, events, [bottom, top]);
  const outside = [
    ...(p.low < bottom ? pieces(p, events, [p.low, bottom]) : []),
    ...(top < p.high ? pieces(p, events, [top, p.high]) : []),
  ];
  // an end that no number of events bounds is open; but a moment ends where there is none
  const open = allowed.map(([a, b]) => [a === bottom && !squared, b === top]);
  const end = (side, i) => ({
    value: allowed[i] ? (open[i][side] ? Infinity : p.shown(allowed[i][side])) : NaN,
    unit: p.unit,
    otherwise: allowed[i] ? "open" : "none",
    brief: ["from", "to"][side],
    main: true,
  });

  // the frame stays where it is as long as the level is below 95 %
  const wide = allowedEvents(
    chi2,
    judge.excess,
    least + Math.max(threshold, thresholdAt(data.thresholds, 95)),
  );
  const [min, max] = frame(
    p,
    pieces(p, wide, [p.low, p.high]),
    found.flatMap((m) => (m.chi2 < level ? [m.t] : [])),
  );
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => min + (i / STEPS) * (max - min));
  const ts = xs.map((x) => (squared ? x * x : x));
  const counted = ts.map(p.events);
  const can = ts.map((t) => p.physical[0] <= t && t <= p.physical[1]);
  const split = (values, label) => [
    { label, x: xs, y: values.map((v, i) => (can[i] ? v : NaN)), series: 0 },
    ...(can.every(Boolean)
      ? []
      : [{ label: "not possible", x: xs, y: values.map((v, i) => (can[i] ? NaN : v)), series: 3 }]),
  ];
  const across = (y, label) => ({ label, x: [min, max], y: [y, y], series: 6 });
  const box = ([a, b], [y0, y1], series, label) => {
    const [x0, x1] = [a, b].map((t) => Math.min(Math.max(p.shown(Math.max(t, p.low)), min), max));
    return { x: [x0, x1, x1, x0], y: [y0, y0, y1, y1], series, label };
  };
  const marked = found.filter((m) => min <= p.shown(m.t) && p.shown(m.t) <= max);
  const dots = (y) =>
    marked.map((m) => ({ x: p.shown(m.t), y: y(m), series: m === mirror ? 1 : 0 }));
  const height = least + Math.max(3 * threshold, 4);
  const most = Math.min(1.15 * Math.max(...counted), 8 * judge.excess);
  // the word stands between the walls of its valley where they leave room, or else beside them
  const walls = (t, of) => {
    const valleys = pieces(p, allowedEvents(chi2, judge.excess, of), [p.low, p.high]);
    const [left, right] = valleys.find(([a, b]) => a <= t && t <= b).map(p.shown);
    return [Math.max(left, min), Math.min(right, max), valleys.length > 1];
  };
  const named = (t) => {
    const [left, right, alone] = walls(t, 0.86 * height);
    const inside = { x: alone ? (left + right) / 2 : p.shown(t), anchor: "middle" };
    if (right - left > 0.21 * (max - min)) return { ...inside, text: "mirror" };
    const [before, after] = walls(t, height);
    return t < best.t
      ? { x: after, text: "\u00a0mirror", anchor: "start" }
      : { x: before, text: "mirror\u00a0", anchor: "end" };
  };
  const words = [
    ...marked.filter((m) => m === mirror).map((m) => ({ ...named(m.t), y: 0.88 * height })),
    ...(open.some(([below]) => below) ? [{ x: min, y: level, text: "\u00a0open" }] : []),
    ...(open.some(([, above]) => above)
      ? [{ x: max, y: level, text: "open\u00a0", anchor: "end" }]
      : []),
  ];
  const x = { label: p.unit ? `${p.symbol} [${p.unit}]` : p.symbol, min, max };
  const row = (name, label, value, more) => ({ name, label, value, unit: p.unit, ...more });
  const inEvents = { unit: "events", digits: 4 };
  return {
    note: remarks(p, { best, mirror, open }),
    rest:
      `Measured: ${data.observed} events; couplings ${state.couplings}, ` +
      `${data.told[state.assumptions]}${p.note}; ${PULLS[state.pulls]}; one count, one parameter: ` +
      `Δχ² ≤ ${digits(threshold)} from the physical minimum, other parameters fixed.`,
    readout: [
      row("sm", "signal of the Standard Model", p.constant, inEvents),
      row("counted", "signal counted", judge.excess, inEvents),
      row("fewest", "signal allowed, from", events[0], { unit: "events" }),
      row("most", "to", events[1], { unit: "events" }),
      row("best", `best ${p.symbol}`, p.shown(best.t), { brief: "best", main: true }),
      ...(p.turns.length
        ? [
            row(
              "mirror",
              mirror && !mirror.physical ? "its mirror, not possible" : "its mirror",
              mirror ? p.shown(mirror.t) : NaN,
            ),
          ]
        : []),
      row("low_1", `${p.symbol} allowed, from`, NaN, end(0, 0)),
      row("high_1", "to", NaN, end(1, 0)),
      ...(state.quantity === "charge_radius"
        ? [row("low_2", "and from", NaN, end(0, 1)), row("high_2", "to", NaN, end(1, 1))]
        : []),
      row("chi2_min", "smallest χ² of possible values", least, { unit: "" }),
    ],
    plots: [
      {
        short: "χ²",
        title: `χ² against ${p.symbol}`,
        x,
        y: { label: "χ²", min: -0.03 * height, max: height },
        regions: [
          ...allowed.map((piece, i) => box(piece, [0, level], 2, i ? "" : "allowed")),
          ...outside.map((piece) => box(piece, [0, level], 3, "")),
        ],
        lines: [
          ...split(
            counted.map((N) => chi2(N)),
            PULLS[state.pulls],
          ),
          across(level, "threshold"),
        ],
        points: dots((m) => m.chi2),
        words,
      },
      {
        short: "Events",
        title: `Events against ${p.symbol}, and how many are allowed (shaded)`,
        x,
        y: { label: "signal events", min: 0, max: most },
        regions: [
          box([-Infinity, Infinity], [events[0], Math.min(events[1], 2 * most)], 2, "allowed"),
        ],
        lines: [...split(counted, "expected"), across(judge.excess, "counted")],
        points: dots((m) => p.events(m.t)),
      },
    ],
  };
});
