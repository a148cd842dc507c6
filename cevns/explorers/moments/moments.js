// Effective moments squared are |Lambda|^2 - |sum_i U_ai Lambda_i|^2: complex numbers, nothing else.
const add = ([a, b], [c, d]) => [a + c, b + d];
const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
const scaled = (k, [a, b]) => [k * a, k * b];
const turned = (angle) => [Math.cos(angle), Math.sin(angle)];
const square = ([a, b]) => a * a + b * b;

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
  const seen = Math.sqrt(Math.max(total - blind * blind, 0));
  // the direction it cannot see is the row's complex conjugate, turned until its third part is real
  const turn = (i) => Math.atan2(-U[row][i][1], U[row][i][0]) / Math.PI;
  const phase = (i) => (((Math.round(1e9 * (turn(i) - turn(2))) / 1e9) % 2) + 2) % 2;
  const most = Math.max(1, ...moduli, Math.sqrt(total));
  const unit = "10⁻¹⁰ μ_B";
  return {
    readout: [
      ...beams.map(([name, label, value]) => ({
        name,
        label: `effective moment: ${label}`,
        value,
        unit,
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
    plots: [
      {
        title: "Effective moments of the beams",
        x: {
          label: "",
          min: 0,
          max: beams.length,
          names: ["reactor", "prompt", "delayed ν_e", "delayed ν̄_μ", "Sun"],
        },
        y: { label: `effective moment [${unit}]`, min: 0, max: 1.1 * most },
        bars: beams.map(([, , value], i) => ({ value, series: i % 6 })),
      },
      {
        title: "The same moments in the mass basis (left) and the flavour basis (right)",
        x: {
          label: "",
          min: 0,
          max: 6,
          names: ["|Λ₁|", "|Λ₂|", "|Λ₃|", "|Λ_e|", "|Λ_μ|", "|Λ_τ|"],
        },
        y: { label: `modulus [${unit}]`, min: 0, max: 1.1 * most },
        bars: [...moduli, ...squares.map(Math.sqrt)].map((value, i) => ({
          value,
          series: i < 3 ? 0 : 1,
        })),
      },
      {
        title:
          "The vector Λ: its part along the beam is blind, its part across is the effective moment",
        x: { label: `along the beam: not seen [${unit}]`, min: 0, max: 1.1 * most },
        y: { label: `across: seen [${unit}]`, min: 0, max: 1.1 * most },
        arrows: [
          { from: [0, 0], to: [blind, seen], series: 6, label: "Λ" },
          { from: [blind, 0], to: [blind, seen], series: 1, label: "effective moment" },
          { from: [0, 0], to: [blind, 0], series: 0, label: "blind part" },
        ],
      },
    ],
  };
});
