// Pictures with axes, shared by explorers and by sketches of the page: lines, regions, bars, words,
// and points to be dragged. It is one name, so that a page can load it beside other scripts.

const plots = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function draw(tag, attributes = {}, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  /** Makes a tree like a wanted one, and touches only what differs: to lay out text anew is slow. */
  function become(node, wanted) {
    if (node.nodeName !== wanted.nodeName) {
      node.replaceWith(wanted);
    } else if (node.nodeType === Node.TEXT_NODE) {
      if (node.data !== wanted.data) node.data = wanted.data;
    } else {
      for (const { name } of [...node.attributes]) {
        if (!wanted.hasAttribute(name)) node.removeAttribute(name);
      }
      for (const { name, value } of wanted.attributes) {
        if (node.getAttribute(name) !== value) node.setAttribute(name, value);
      }
      hold(node, ...wanted.childNodes);
    }
  }

  /** Gives an element these children and no others. */
  function hold(node, ...wanted) {
    const there = [...node.childNodes];
    const children = wanted.map((child) =>
      typeof child === "string" ? document.createTextNode(child) : child,
    );
    for (const old of there.slice(children.length)) old.remove();
    children.forEach((child, i) => {
      if (there[i]) become(there[i], child);
      else node.append(child);
    });
  }

  /** Text in which "_" lowers the letter after it, for a page or, with its own maker, for a drawing. */
  function written(text, lowered = (letter) => [make("sub", {}, letter)]) {
    const whole = text.replaceAll("|Λ", "|\u2060Λ"); // no line break inside a modulus
    return whole.split(/_(\S)/).flatMap((part, i) => (i % 2 ? lowered(part) : [part]));
  }

  /** A word in a drawing; a lowered letter takes the base line back up behind it. */
  function drawn(attributes, text) {
    const small = { dy: "0.3em", "font-size": "75%" };
    const parts = written(text, (letter) => [
      draw("tspan", small, letter),
      draw("tspan", { dy: "-0.225em" }, "\u200b"),
    ]);
    return draw("text", attributes, ...parts);
  }

  const SUPERSCRIPT = {
    "-": "⁻",
    0: "⁰",
    1: "¹",
    2: "²",
    3: "³",
    4: "⁴",
    5: "⁵",
    6: "⁶",
    7: "⁷",
    8: "⁸",
    9: "⁹",
  };
  const raised = (text) => [...String(text)].map((c) => SUPERSCRIPT[c] ?? c).join("");
  const power = (n) => `10${raised(n)}`;

  /** Three significant digits, as everywhere in the book. */
  function digits(value, significant = 3) {
    if (value === Infinity) return "unbounded";
    if (!Number.isFinite(value)) return "none";
    if (value === 0) return "0";
    const size = Math.abs(value);
    const sign = value < 0 ? "−" : "";
    if (size >= 1e5 || size < 1e-3) {
      const [mantissa, exponent] = size.toExponential(significant - 1).split("e");
      return `${sign}${mantissa} × ${power(Number(exponent))}`;
    }
    const rounded = size.toPrecision(significant);
    return sign + (rounded.includes("e") ? String(Math.round(size)) : rounded);
  }

  /** A unit behind a number: 3 × 10⁻¹⁰ μ_B, but 3 keV. */
  const behind = (unit) => (unit.startsWith("10") ? `× ${unit}` : unit);

  // --- plots ------------------------------------------------------------------------------

  const HEIGHT = 340; // unless a plot has its own
  const BOX = { left: 68, right: 18, top: 12, bottom: 48 };

  function logTicks(min, max) {
    const [first, last] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first) / 6));
    const decades = [];
    for (let n = first; n <= last; n += every) decades.push([10 ** n, power(n)]);
    return decades.length > 1 ? decades : fewTicks(min, max);
  }

  /** Where a logarithmic axis holds no two powers of ten: 1, 2 and 5 of each. */
  function fewTicks(min, max) {
    const ticks = [];
    for (let n = Math.floor(Math.log10(min)); 10 ** n <= max; n += 1) {
      for (const k of [1, 2, 5])
        ticks.push([k * 10 ** n, String(Number((k * 10 ** n).toPrecision(1)))]);
    }
    return ticks.filter(([value]) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  }

  function linearTicks(min, max) {
    const rough = (max - min) / 5;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((k) => k * unit).find((s) => s >= rough);
    const ticks = [];
    for (let i = Math.ceil(min / step - 1e-9); i * step <= max * (1 + 1e-9); i += 1) {
      ticks.push([i * step, String(Number((i * step).toPrecision(6))).replace(/^-/, "−")]);
    }
    return ticks;
  }

  function axis({ min, max, log }, from, to) {
    const f = log ? Math.log : (v) => v;
    const scale = (to - from) / (f(max) - f(min));
    const at = (v) => from + (f(v) - f(min)) * scale;
    const of = (place) => {
      const value = f(min) + (place - from) / scale;
      return log ? Math.exp(value) : value;
    };
    /** What lies a share of the axis further on. */
    const along = (value, share) => of(at(value) + share * (to - from));
    return { at, of, along, ticks: log ? logTicks(min, max) : linearTicks(min, max) };
  }

  function path(xs, ys, x, y, log) {
    let text = "";
    let pen = "M";
    xs.forEach((value, i) => {
      const good = Number.isFinite(value) && Number.isFinite(ys[i]) && !(log && ys[i] <= 0);
      if (good) {
        // far outside the frame the numbers only have to stay outside
        const [px, py] = [x.at(value), y.at(ys[i])].map((p) => Math.max(-2e3, Math.min(2e3, p)));
        text += `${pen}${px.toFixed(1)},${py.toFixed(1)}`;
      }
      pen = good ? "L" : "M";
    });
    return text;
  }

  /** Room for both axes on one scale: the one with more of it shows more. */
  function alike({ x, y }, width, height) {
    const perPixel = Math.max((x.max - x.min) / width, (y.max - y.min) / height);
    const widened = ({ min, max, ...more }, length) => {
      const [middle, half] = [(min + max) / 2, (perPixel * length) / 2];
      return { ...more, min: middle - half, max: middle + half };
    };
    return { x: widened(x, width), y: widened(y, height) };
  }

  /** The axes of a plot, and the corners of its frame. */
  function scales(spec, width) {
    const height = spec.height ?? HEIGHT;
    const [right, bottom] = [width - BOX.right, height - BOX.bottom];
    const ends = spec.equal ? alike(spec, right - BOX.left, bottom - BOX.top) : spec;
    const [x, y] = [axis(ends.x, BOX.left, right), axis(ends.y, bottom, BOX.top)];
    return { width, height, right, bottom, x, y };
  }

  /** A frame with axes, and in it regions, lines, bars, arrows, points and words. */
  function drawing(spec, laid, clip) {
    const { width, height, right, bottom, x, y } = laid;
    const frame = { x: BOX.left, y: BOX.top, width: right - BOX.left, height: bottom - BOX.top };
    const inside = draw("g", { "clip-path": `url(#${clip})` });
    const around = draw("g", { class: "axes" });
    for (const [value, label] of spec.x.names ? [] : x.ticks) {
      const px = x.at(value);
      around.append(draw("line", { x1: px, x2: px, y1: BOX.top, y2: bottom, class: "grid" }));
      around.append(drawn({ x: px, y: bottom + 18, "text-anchor": "middle" }, label));
    }
    (spec.x.names ?? []).forEach((name, i) => {
      name.split(" ").forEach((word, line) => {
        const at = { x: x.at(i + 0.5), y: bottom + 18 + 16 * line, class: "name" };
        around.append(drawn(at, word));
      });
    });
    for (const [value, label] of y.ticks) {
      const py = y.at(value);
      around.append(draw("line", { x1: BOX.left, x2: right, y1: py, y2: py, class: "grid" }));
      around.append(drawn({ x: BOX.left - 6, y: py + 4, "text-anchor": "end" }, label));
    }
    for (const region of spec.regions ?? []) {
      inside.append(
        draw("path", {
          d: `${path(region.x, region.y, x, y)}Z`,
          class: `region s${region.series}`,
        }),
      );
    }
    for (const line of spec.lines ?? []) {
      inside.append(
        draw("path", { d: path(line.x, line.y, x, y, spec.y.log), class: `line s${line.series}` }),
      );
    }
    (spec.bars ?? []).forEach((bar, i) => {
      const top = Math.max(BOX.top, Math.min(bottom, y.at(bar.value)));
      const half = 0.3 * (x.at(1) - x.at(0));
      const size = { x: x.at(i + 0.5) - half, y: top, width: 2 * half, height: bottom - top };
      inside.append(draw("rect", { ...size, class: `bar s${bar.series}` }));
    });
    for (const arrow of spec.arrows ?? []) {
      const [x1, y1, x2, y2] = [
        x.at(arrow.from[0]),
        y.at(arrow.from[1]),
        x.at(arrow.to[0]),
        y.at(arrow.to[1]),
      ];
      inside.append(draw("line", { x1, y1, x2, y2, class: `line s${arrow.series}` }));
      inside.append(draw("circle", { cx: x2, cy: y2, r: 4, class: `point s${arrow.series}` }));
    }
    // a point on the edge of the frame is drawn whole, one outside not at all
    const whole = draw("g");
    for (const point of spec.points ?? []) {
      const [cx, cy] = [x.at(point.x), y.at(point.y)];
      const off = Math.max(BOX.left - cx, cx - right, BOX.top - cy, cy - bottom);
      const dot = draw("circle", { cx, cy, r: 5, class: `point s${point.series ?? 6}` });
      (off > 0.5 ? inside : whole).append(dot);
    }
    for (const word of spec.words ?? []) {
      inside.append(
        drawn(
          {
            x: x.at(word.x),
            y: y.at(word.y) + (word.below ?? -6),
            "text-anchor": word.anchor ?? "start",
          },
          word.text,
        ),
      );
    }
    return draw(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spec.title },
      draw("title", {}, spec.title),
      draw("clipPath", { id: clip }, draw("rect", frame)),
      around,
      draw("rect", { ...frame, class: "frame" }),
      inside,
      whole,
      drawn({ x: (BOX.left + right) / 2, y: height - 8, "text-anchor": "middle" }, spec.x.label),
      drawn(
        {
          x: 16,
          y: (BOX.top + bottom) / 2,
          transform: `rotate(-90 16 ${(BOX.top + bottom) / 2})`,
          "text-anchor": "middle",
        },
        spec.y.label,
      ),
    );
  }

  /** What lines and points of a plot are, those without a name left out. */
  function legend(spec) {
    const line = ({ series }) => draw("path", { d: "M0,5L28,5", class: `line s${series}` });
    const dot = ({ series }) =>
      draw("circle", { cx: 14, cy: 5, r: 4, class: `point s${series ?? 6}` });
    const named = (list, mark) => (list ?? []).map((entry) => [entry.label, mark(entry)]);
    const entries = [
      ...[spec.regions, spec.lines, spec.arrows].flatMap((list) => named(list, line)),
      ...named(spec.points, dot),
    ];
    return entries
      .filter(([label]) => label)
      .map(([label, mark]) => {
        const swatch = draw("svg", { viewBox: "0 0 28 10", "aria-hidden": "true" }, mark);
        return make("li", {}, swatch, " ", ...written(label));
      });
  }

  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  /** The keys of a point that moves up and down only: those of any slider. */
  const UPRIGHT = {
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
    PageUp: [0, 10],
    PageDown: [0, -10],
    End: [0, 100],
    Home: [0, -100],
  };

  /** A point of a picture that can be dragged, or moved by keys a hundredth of an axis. */
  function grip(name, change) {
    const node = draw("g", { class: "handle", tabindex: 0, role: "slider", "data-name": name });
    node.append(draw("circle", { r: 16, class: "reach" }), draw("circle", { r: 7, class: "knob" }));
    let [at, spec, held] = [undefined, undefined, false];
    const move = (x, y) => change(at.move(x, y));
    node.addEventListener("pointerdown", (event) => {
      held = true;
      node.setPointerCapture(event.pointerId);
      node.focus({ preventScroll: true });
      event.preventDefault();
    });
    // a finger on it does not scroll: CSS can say so of a whole drawing only
    node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    node.addEventListener("pointermove", (event) => {
      if (!held) return;
      const place = placeOf(node.ownerSVGElement, event);
      move(spec.x.of(place.x), spec.y.of(place.y));
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      node.addEventListener(kind, () => {
        held = false;
      });
    }
    node.addEventListener("keydown", (event) => {
      const way = (at.upright ? UPRIGHT : ARROWS)[event.key];
      if (!way) return;
      event.preventDefault();
      const [x, y] = [spec.x, spec.y].map((one, i) => one.along(i ? at.y : at.x, way[i] / 100));
      move(x, y);
    });
    return {
      node,
      show(handle, where) {
        [at, spec] = [handle, where];
        node.setAttribute("transform", `translate(${where.x.at(at.x)} ${where.y.at(at.y)})`);
        node.setAttribute("class", `handle s${at.series}`);
        node.setAttribute("aria-label", at.label);
        node.setAttribute("aria-valuenow", at.now.toPrecision(4));
        node.setAttribute("aria-valuetext", at.text);
        if (at.upright) {
          node.setAttribute("aria-orientation", "vertical");
          node.setAttribute("aria-valuemin", where.of.y.min);
          node.setAttribute("aria-valuemax", where.of.y.max);
        }
      },
    };
  }

  /** Where in a drawing a pointer is. */
  function placeOf(svg, event) {
    const screen = svg.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(screen);
  }

  /** A picture: its parts are drawn anew, but what can be dragged stays in the hand. */
  function picture(clip, change) {
    const caption = make("figcaption");
    const list = make("ul", { class: "legend" });
    const svg = draw("svg");
    const figure = make("figure", {}, caption, svg, list);
    const overlay = draw("svg", { class: "handles", role: "group" });
    overlay.setAttribute("aria-label", "Points that can be dragged, or moved by arrow keys");
    const grips = {};
    return {
      figure,
      show(spec, width) {
        hold(caption, ...written(spec.title));
        const laid = scales(spec, width);
        become(svg, drawing(spec, laid, clip));
        hold(list, ...legend(spec));
        list.hidden = list.childElementCount === 0;
        if (!spec.handles) return;
        overlay.setAttribute("viewBox", svg.getAttribute("viewBox"));
        for (const handle of spec.handles) {
          if (!grips[handle.name]) {
            grips[handle.name] = grip(handle.name, change);
            overlay.append(grips[handle.name].node);
          }
          grips[handle.name].show(handle, { ...laid, of: spec });
        }
        if (!overlay.parentNode) svg.after(overlay);
      },
    };
  }

  return { behind, digits, draw, drawn, hold, make, picture, placeOf, raised, scales, written };
})();
