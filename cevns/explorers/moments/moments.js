// Effective moments squared are |Lambda|^2 - |sum_i U_ai Lambda_i|^2: complex numbers, nothing else.
const add = ([a, b], [c, d]) => [a + c, b + d];
const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
const scaled = (k, [a, b]) => [k * a, k * b];
const turned = (angle) => [Math.cos(angle), Math.sin(angle)];
const square = ([a, b]) => a * a + b * b;
const conjugate = ([a, b]) => [a, -b];
const phaseOf = ([a, b]) => (a === 0 && b === 0 ? [1, 0] : turned(Math.atan2(b, a)));

const LARGEST = 10; // of a modulus, the end of its slider
const FRAME = 1.01 * Math.sqrt(3) * LARGEST; // no vector is longer

/** Moduli and phases of three complex moments, turned until the third is real, none too large. */
function slidersAt(Lambda, decimals) {
  const back = conjugate(phaseOf(Lambda[2]));
  const size = Math.min(1, LARGEST / Math.max(...Lambda.map((L) => Math.sqrt(square(L)))));
  const short = (value) => Number(value.toFixed(decimals));
  const [zeta_1, zeta_2] = Lambda.map((L) => {
    const [a, b] = times(L, back);
    return short((Math.atan2(b, a) / Math.PI + 2) % 2);
  });
  const [Lambda_1, Lambda_2, Lambda_3] = Lambda.map((L) => short(size * Math.sqrt(square(L))));
  return { Lambda_1, Lambda_2, Lambda_3, zeta_1, zeta_2 };
}

function mixingMatrix({ sin2_12, sin2_13, sin2_23 }, delta) {
  const [s12, s13, s23] = [sin2_12, sin2_13, sin2_23].map(Math.sqrt);
  const [c12, c13, c23] = [sin2_12, sin2_13, sin2_23].map((s2) => Math.sqrt(1 - s2));
  const phase = turned(delta);
  const entry = (real, turning) => add([real, 0], scaled(turning, phase));
  return [
    [[c12 * c13, 0], [s12 * c13, 0], scaled(s13, turned(-delta))],
    [entry(-s12 * c23, -c12 * s23 * s13), entry(c12 * c23, -s12 * s23 * s13), [s23 * c13, 0]],
    [entry(s12 * s23, -c12 * c23 * s13), entry(-c12 * s23, -s12 * c23 * s13), [c23 * c13, 0]],
  ];
}

/** How far a point is from a line that leads there from the origin. */
function farFrom([x, y], [a, b]) {
  const along = a || b ? Math.min(Math.max((x * a + y * b) / (a * a + b * b), 0), 1) : 0;
  return Math.hypot(x - along * a, y - along * b);
}

/** On which side of its point a word stands farthest from all lines, within the frame. */
function roomiest({ x, y, text }, ends) {
  const width = 0.8 + 0.9 * text.replaceAll("_", "").length;
  const sides = [1, -1].flatMap((right) => [1, -1].map((up) => [right, up]));
  const room = ([right, up]) => {
    if (Math.abs(y + 2 * up) > 1.1 * LARGEST) return -1;
    const places = [0.2, 0.5, 0.8, 1].flatMap((k) =>
      [0.5, 1.4].map((above) => [x + right * k * width, y + up * above]),
    );
    return Math.min(...places.flatMap((place) => ends.map((end) => farFrom(place, end))));
  };
  const [right, up] = sides.reduce((best, side) => (room(side) > room(best) ? side : best));
  const space = "\u00a0";
  return {
    text: right > 0 ? space + text : text + space,
    anchor: right > 0 ? "start" : "end",
    below: up > 0 ? -6 : 16,
  };
}

export default mount((data, state) => {
  const edition = data.editions[state.mixing];
  const moduli = [state.Lambda_1, state.Lambda_2, state.Lambda_3];
  const zeta = [state.zeta_1, state.zeta_2, 0].map((z) => z * Math.PI);
  const Lambda = moduli.map((m, i) => scaled(m, turned(zeta[i])));
  const U = mixingMatrix(edition, state.delta * Math.PI);
  const inFlavor = U.map((row) => row.reduce((sum, u, i) => add(sum, times(u, Lambda[i])), [0, 0]));
  const squares = inFlavor.map(square);
  const total = squares.reduce((a, b) => a + b, 0);
  const other = (a, b) => Math.sqrt(squares[a] + squares[b]);
  const solar = Math.sqrt(
    edition.solar.reduce((sum, P, i) => sum + P * (total - moduli[i] ** 2), 0),
  );
  const beams = [
    ["reactor", "reactor, ν̄_e", other(1, 2)],
    ["prompt", "prompt, ν_μ", other(0, 2)],
    ["delayed_e", "delayed, ν_e", other(1, 2)],
    ["delayed_mu", "delayed, ν̄_μ", other(0, 2)],
    ["solar", "Sun, ⁷Be", solar],
  ];
  const row = data.flavors.indexOf(state.beam);
  const flavor = ["ν_e", "ν_μ"][row];
  const blind = Math.sqrt(squares[row]);
  const seen = other((row + 1) % 3, (row + 2) % 3);
  // the direction it cannot see is the row's complex conjugate, turned until its third part is real
  const turn = (i) => Math.atan2(-U[row][i][1], U[row][i][0]) / Math.PI;
  const phase = (i) => (((Math.round(1e9 * (turn(i) - turn(2))) / 1e9) % 2) + 2) % 2;
  const unit = "10⁻¹⁰ μ_B";
  const largest = Math.max(...beams.map(([, , value]) => value), 1e-12);

  /** The moments whose part along the beam is that long, and across that; they turn as little as can be. */
  function drawnTo(along, across) {
    const apart = inFlavor.map((F, i) => {
      if (i === row) return scaled(along, phaseOf(F));
      return seen > 0 ? scaled(across / seen, F) : [across / Math.SQRT2, 0];
    });
    return [0, 1, 2].map((i) =>
      apart.reduce((sum, F, a) => add(sum, times(conjugate(U[a][i]), F)), [0, 0]),
    );
  }
  const within = (value) => Math.min(Math.max(value, 0), FRAME);
  const said = (value) => `${digits(value)} × ${unit}`;
  const own = moduli.map((modulus, i) => ({
    name: `Lambda_${i + 1}`,
    label: `Λ${"₁₂₃"[i]} in the complex plane`,
    x: Lambda[i][0],
    y: Lambda[i][1],
    series: i,
    now: modulus,
    text: `${said(modulus)}, phase ${digits(zeta[i] / Math.PI)} π`,
    move(x, y) {
      if (i === 2) return { Lambda_3: Number(Math.min(Math.max(x, 0), LARGEST).toFixed(2)) };
      const size = Number(Math.min(Math.hypot(x, y), LARGEST).toFixed(2));
      const turning = size ? (Math.atan2(y, x) / Math.PI + 2) % 2 : state[`zeta_${i + 1}`];
      return { [`Lambda_${i + 1}`]: size, [`zeta_${i + 1}`]: Number(turning.toFixed(3)) };
    },
  }));
  // points at one place have one word, on the side that has most room
  const names = [];
  inFlavor.forEach(([x, y], i) => {
    const name = `Λ_${"eμτ"[i]}`;
    const there = names.find((word) => Math.hypot(word.x - x, word.y - y) < LARGEST / 12);
    if (there) there.text += `, ${name}`;
    else names.push({ x, y, text: name });
  });
  const ends = [...Lambda, ...inFlavor];
  for (const word of names) Object.assign(word, roomiest(word, ends));
  return {
    readout: [
      ...beams.map(([name, label, value]) => ({
        name,
        label: `effective moment: ${label}`,
        brief: `${label}:`,
        value,
        unit,
        bar: value / largest,
        main: name === (row ? "prompt" : "reactor"),
      })),
      {
        name: "seen",
        label: `seen by a beam of ${flavor}`,
        value: total ? (seen / Math.sqrt(total)) ** 2 : NaN,
        unit: "of |Λ|²",
      },
      ...[0, 1, 2].map((i) => ({
        name: `blind_${i + 1}`,
        label: `its blind direction: |Λ${"₁₂₃"[i]}|`,
        value: Math.sqrt(square(U[row][i])),
        unit: "of |Λ|",
      })),
      ...[0, 1].map((i) => ({
        name: `blind_zeta_${i + 1}`,
        label: `its blind direction: ζ${"₁₂"[i]}`,
        value: phase(i),
        unit: "π",
      })),
    ],
    actions: [
      {
        label: `To the blind direction of ${flavor}`,
        to: slidersAt(
          U[row].map((u) => scaled(Math.sqrt(total) || LARGEST / 2, conjugate(u))),
          6,
        ),
      },
    ],
    plots: [
      {
        title: `Λ and a beam of ${flavor}: drag the tip`,
        short: "Λ and the beam",
        x: { label: `along the beam: not seen [${unit}]`, min: 0, max: FRAME },
        y: { label: `across: effective moment [${unit}]`, min: 0, max: FRAME },
        arrows: [
          { from: [0, 0], to: [blind, seen], series: 6, label: "Λ" },
          { from: [blind, 0], to: [blind, seen], series: 1, label: "effective moment" },
          { from: [0, 0], to: [blind, 0], series: 0, label: "blind part" },
        ],
        handles: [
          {
            name: "Lambda",
            label: "Tip of the vector Λ",
            x: blind,
            y: seen,
            series: 6,
            now: seen,
            text: `effective moment ${said(seen)}, blind part ${said(blind)}`,
            move: (x, y) => slidersAt(drawnTo(within(x), within(y)), 4),
          },
        ],
      },
      {
        title: "The moments as complex numbers: drag Λ₁, Λ₂ and Λ₃",
        short: "Complex plane",
        equal: true,
        x: { label: `real part [${unit}]`, min: -1.1 * LARGEST, max: 1.1 * LARGEST },
        y: { label: `imaginary part [${unit}]`, min: -1.1 * LARGEST, max: 1.1 * LARGEST },
        arrows: [
          ...Lambda.map((to, i) => ({ from: [0, 0], to, series: i, label: `Λ${"₁₂₃"[i]}` })),
          ...inFlavor.map((to, i) => ({
            from: [0, 0],
            to,
            series: 6,
            label: i ? "" : "Λ_e, Λ_μ, Λ_τ",
          })),
        ],
        words: names,
        handles: own,
      },
    ],
  };
});
