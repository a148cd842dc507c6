// Sketches: a reader draws the curve he expects, and it is compared with the one that the package
// computed, on the scale of the picture. A line is kept as heights at even steps over the width,
// both from 0 to 1; what the reader moves are a few points of it.

const sketches = (() => {
  const STEPS = 200;
  const HEIGHT = 300;

  const even = (n) => Array.from({ length: n + 1 }, (_, i) => i / n);
  const inside = (v) => Math.min(Math.max(v, 0), 1);

  /** Where on an axis a value lies, as a share of its length, and back. */
  function share({ min, max, log }) {
    const f = log ? Math.log : (v) => v;
    const length = f(max) - f(min);
    return {
      at: (value) => (f(value) - f(min)) / length,
      of: (place) => (log ? Math.exp(f(min) + place * length) : min + place * length),
      length,
    };
  }

  /** A value of an axis in words. */
  function told(axis, value) {
    const small = !axis.log && Math.abs(value) < 0.005 * (axis.max - axis.min);
    const text = small ? "0" : plots.digits(value, 2);
    return axis.unit ? `${text} ${plots.behind(axis.unit)}` : text;
  }

  /** A line through points at even steps, with no summit that they do not have. */
  function smooth(heights) {
    const n = heights.length - 1;
    const rise = heights.slice(1).map((v, i) => (v - heights[i]) * n);
    const slope = heights.map((_, i) => {
      if (i === 0) return rise[0];
      if (i === n) return rise[n - 1];
      const [a, b] = [rise[i - 1], rise[i]];
      return a * b > 0 ? (2 * a * b) / (a + b) : 0;
    });
    return even(STEPS).map((u) => {
      const i = Math.min(Math.floor(u * n), n - 1);
      const t = u * n - i;
      const [s, h] = [1 - t, 1 / n];
      return (
        s * s * (1 + 2 * t) * heights[i] +
        t * t * (1 + 2 * s) * heights[i + 1] +
        s * t * h * (s * slope[i] - t * slope[i + 1])
      );
    });
  }

  /** A table of values as a line of the picture. */
  function drawnLine({ x, y }, table) {
    const [across, up] = [share(x), share(y)];
    const places = table.x.map(across.at);
    const heights = table.y.map((v) => up.at(y.log ? Math.max(v, y.min * 1e-3) : v));
    return even(STEPS).map((u) => {
      // the last place may be a rounded end of the axis
      const behind = places.findIndex((p) => p >= u - 1e-9);
      const i = behind < 0 ? places.length - 1 : Math.max(1, behind);
      const t = (u - places[i - 1]) / (places[i] - places[i - 1]);
      return heights[i - 1] + t * (heights[i] - heights[i - 1]);
    });
  }

  const middle = (numbers) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  };

  /** Where a line is highest: the middle of a level stretch, unless that is most of it. */
  function summit(line) {
    const most = Math.max(...line);
    const near = even(STEPS).filter((_, i) => line[i] >= most - 5e-4);
    return near.at(-1) - near[0] < 0.5 ? middle(near) : undefined;
  }

  /** What can be asked of a line: a place, a height or a power, undefined where it has none. */
  const FEATURES = {
    peak: (line) => summit(line),
    dip: (line) => summit(line.map((v) => -v)),
    height: (line, at) => line[Math.round(at * STEPS)],
    reaches: (line, level) => {
      const i = line.findIndex((v, k) => k > 0 && (line[k - 1] - level) * (v - level) <= 0);
      if (i < 0) return undefined;
      const step = line[i] - line[i - 1];
      return (i - 1 + (step === 0 ? 0 : (level - line[i - 1]) / step)) / STEPS;
    },
    slope: (line, [from, to]) => {
      const part = even(STEPS)
        .map((u, i) => [u, line[i]])
        .filter(([u]) => u >= from - 1e-9 && u <= to + 1e-9);
      const mean = (k) => part.reduce((sum, p) => sum + p[k], 0) / part.length;
      const [u0, v0] = [mean(0), mean(1)];
      const sum = (f) => part.reduce((total, [u, v]) => total + f(u - u0, v - v0), 0);
      return sum((u, v) => u * v) / sum((u) => u * u);
    },
  };

  /** What a feature of a line is, on the scale of the picture and in the units of the axes. */
  function measured(key, feature, line) {
    const [across, up] = [share(key.x), share(key.y)];
    const spots = {
      height: () => across.at(feature.at),
      reaches: () => up.at(feature.at),
      slope: () => feature.at.map(across.at),
    };
    const on = FEATURES[feature.kind](line, spots[feature.kind]?.());
    if (on === undefined) return { told: "nowhere" };
    if (feature.kind === "slope") {
      const value = on * (up.length / across.length);
      return { on: value, told: Math.abs(value) < 0.005 ? "0" : plots.digits(value, 2) };
    }
    const [axis, back] = feature.kind === "height" ? [key.y, up] : [key.x, across];
    return { on, told: told(axis, back.of(on)) };
  }

  /** Where a slip would be, on the same scale as what is measured. */
  function onScale(key, feature, value) {
    if (feature.kind === "slope") return value;
    return share(feature.kind === "height" ? key.y : key.x).at(value);
  }

  /** How far apart two lines are at half of all places, in heights of the picture. */
  function distance(one, other) {
    return middle(one.map((v, i) => Math.abs(inside(v) - inside(other[i]))));
  }

  /** What a teacher would say to a sketch: {right, head, remarks}. */
  function compare(key, heights) {
    const [mine, truth] = [smooth(heights), drawnLine(key, key.truth)];
    let good = 0;
    const remarks = key.features.map((feature) => {
      const [yours, its] = [mine, truth].map((line) => measured(key, feature, line));
      const near = (target) => Math.abs(yours.on - target) <= feature.tolerance;
      const right = near(its.on);
      good += right;
      const slip = right
        ? undefined
        : feature.slips.find(([value]) => near(onScale(key, feature, value)));
      const text = `${feature.name}: ${yours.told} in your sketch, ${its.told} computed.`;
      return { right, text: slip ? `${text} ${slip[1]}` : text };
    });
    const off = distance(mine, truth);
    const tall = Math.max(1, Math.round(100 * off));
    remarks.push({
      text: `Half of your line is within ${tall} % of the picture’s height of the curve.`,
    });
    const all = good === key.features.length;
    const close = off <= 0.1;
    const head = all
      ? close
        ? "Well drawn."
        : "In essence, yes; the line as a whole is further off."
      : good || close
        ? "In part."
        : "No, another curve.";
    return { right: all, head, remarks };
  }

  /** The picture before anything is drawn. */
  function axes(key) {
    const named = (axis) => ({
      ...axis,
      label: axis.unit ? `${axis.label} [${axis.unit}]` : axis.label,
    });
    return {
      title: key.title,
      height: HEIGHT,
      x: named(key.x),
      y: named(key.y),
      lines: key.known.map((line, i) => ({ ...line, series: 3 + i })),
      points: key.marks.map((mark, i) => ({ ...mark, label: i ? undefined : "given" })),
    };
  }

  /** Show what is to be drawn where it is printed: on paper one does so with a pencil. */
  function onPaper() {
    document.querySelectorAll(".sketch").forEach((place, i) => {
      const { figure, show } = plots.picture(`paper-${i}`);
      show(axes(answers.decoded(place.dataset.key)), 520);
      place.append(figure);
      place.hidden = false;
    });
  }

  /** A picture to draw in: {figure, heights, drawn, set, reveal}; drawn: whether a hand was there. */
  function pad(key, id) {
    const n = key.points - 1;
    const up = share(key.y);
    const [across, places] = [share(key.x), even(n)];
    let heights = places.map(() => 0.5);
    let drawn = false;
    let revealed = false;
    let width = 0;
    const truth = drawnLine(key, key.truth);
    const { figure, show } = plots.picture(`${id}-clip`, ({ name, y }) =>
      move(heights.map((v, i) => (i === Number(name) ? inside(up.at(y)) : v))),
    );

    function handle(v, i) {
      const [x, y] = [across.of(places[i]), up.of(v)];
      const its = up.of(inside(truth[Math.round(places[i] * STEPS)]));
      const text = `${key.y.label} ${told(key.y, y)}`;
      return {
        name: String(i),
        upright: true,
        x,
        y,
        now: y,
        series: 0,
        label: `${key.x.label} ${told(key.x, x)}`,
        text: revealed ? `${text}, computed ${told(key.y, its)}` : text,
        move: (_, to) => ({ name: String(i), y: to }),
      };
    }

    function spec() {
      const line = { x: even(STEPS).map(across.of), y: smooth(heights).map(up.of) };
      const mine = { ...line, series: 0, label: "your sketch" };
      const its = { ...key.truth, series: 1, label: "computed" };
      const empty = axes(key);
      const lines = [...empty.lines, mine, ...(revealed ? [its] : [])];
      return { ...empty, lines, handles: heights.map(handle) };
    }

    const fitting = () => (figure.clientWidth > 0 && figure.clientWidth < 480 ? 350 : 520);

    function redraw() {
      width = fitting();
      show(spec(), width);
    }

    function move(to, byHand = true) {
      [heights, drawn] = [to, byHand];
      redraw();
    }

    // drawn by hand: each point takes the height of the line where it passes, or comes near
    let last;
    let before;
    const placed = (event) => {
      const where = plots.placeOf(figure.querySelector("svg"), event);
      const { x, y } = plots.scales(spec(), width);
      return [across.at(x.of(where.x)), inside(up.at(y.of(where.y)))];
    };
    const drawTo = ([u, v]) => {
      const [u0, v0] = last ?? [u, v];
      const near = 0.3 / n;
      move(
        heights.map((old, i) => {
          const p = places[i];
          if (Math.abs(p - u) <= near) return v;
          if ((p - u0) * (p - u) > 0) return old;
          return u === u0 ? v : v0 + ((p - u0) / (u - u0)) * (v - v0);
        }),
      );
      last = [u, v];
    };
    figure.addEventListener("pointerdown", (event) => {
      const svg = figure.querySelector("svg");
      if (event.button !== 0 || !svg.contains(event.target)) return;
      figure.setPointerCapture(event.pointerId);
      event.preventDefault();
      last = placed(event);
      before = [heights, drawn];
      if (event.pointerType !== "touch") drawTo(last);
    });
    figure.addEventListener("pointermove", (event) => {
      if (!last) return;
      if (heights === before[0]) drawTo(last); // a finger that moves, and does not just touch
      drawTo(placed(event));
    });
    figure.addEventListener("pointerup", () => {
      last = undefined;
    });
    // the finger scrolls the page: nothing was drawn
    figure.addEventListener("pointercancel", () => {
      if (last) move(...before);
      last = undefined;
    });

    new ResizeObserver(() => {
      if (width !== fitting()) redraw();
    }).observe(figure);
    redraw();
    return {
      figure,
      heights: () => heights,
      drawn: () => drawn,
      set: (to) => move(to),
      reveal() {
        revealed = true;
        redraw();
      },
    };
  }

  return { compare, onPaper, pad, smooth };
})();
