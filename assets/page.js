// A formula or a table a little wider than its column is written smaller. What is still wider says
// so at the edge where it goes on.
const SMALLEST = 0.75;
async function showWhereItGoesOn() {
  await window.MathJax?.startup?.promise;
  const asWritten = new Map();
  const fit = (box) => {
    if (!asWritten.has(box)) asWritten.set(box, box.style.fontSize);
    box.style.fontSize = asWritten.get(box);
    const { fontSize, paddingLeft, paddingRight } = getComputedStyle(box);
    const padding = Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight);
    let share = 1;
    // what surrounds the letters of a cell stays: it may take a second step
    for (let step = 0; step < 3 && box.scrollWidth > box.clientWidth; step += 1) {
      share *= (0.99 * (box.clientWidth - padding)) / (box.scrollWidth - padding);
      if (share < SMALLEST) break;
      box.style.fontSize = `${share * Number.parseFloat(fontSize)}px`;
    }
    if (share < SMALLEST) box.style.fontSize = asWritten.get(box);
  };
  const mark = (box) => {
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.classList.toggle("left", box.scrollLeft > 1);
    box.classList.toggle("right", rest > 1);
    box.classList.toggle("goes-on", box.scrollLeft > 1 || rest > 1);
  };
  // Columns of several words of such a table get room for more than one in a line.
  const long = (cell) => cell.textContent.trim().length > (cell.cellIndex ? 28 : 16);
  for (const { tBodies } of document.querySelectorAll(".pst-scrollable-table-container > table")) {
    const cells = [...tBodies].flatMap(({ rows }) => [...rows].flatMap((row) => [...row.cells]));
    const worded = new Set(cells.filter(long).map((cell) => cell.cellIndex));
    for (const cell of cells) cell.classList.toggle("words", worded.has(cell.cellIndex));
  }
  const shrinks = "mjx-container[display], .pst-scrollable-table-container, .output pre";
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.matches(shrinks)) fit(target);
      mark(target);
    }
  });
  const scrolls = "span.math, article pre";
  for (const box of document.querySelectorAll(`${shrinks}, ${scrolls}`)) {
    widths.observe(box);
    box.addEventListener("scroll", () => mark(box), { passive: true });
  }
}
window.addEventListener("load", showWhereItGoesOn);

// What the theme and the bibliography tell a screen reader and a printer is put right here.
document.addEventListener("DOMContentLoaded", () => {
  // Buttons are named by the text they show, so that who speaks what is on the screen can press them.
  const misnamed = "summary[aria-label], .search-button-field[aria-label], .theme-switch-button";
  for (const element of document.querySelectorAll(misnamed)) element.removeAttribute("aria-label");
  // What unfolds the pages below another shows an arrow only.
  for (const summary of document.querySelectorAll("nav li > details > summary")) {
    const page = summary.closest("li").querySelector("a").textContent.trim();
    summary.ariaLabel = `Pages below ${page}`;
  }
  // Names of modules in their index break behind a dot.
  for (const name of document.querySelectorAll(".modindextable code")) {
    name.innerHTML = name.innerHTML.replaceAll(".", ".<wbr>");
  }
  // References stand in paragraphs, not in list items.
  for (const list of document.querySelectorAll(".citation-list")) list.removeAttribute("role");

  // Paper is white: a page that is read in the dark is printed in the light.
  const page = document.documentElement.dataset;
  let readIn;
  window.addEventListener("beforeprint", () => {
    readIn = page.theme;
    page.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    page.theme = readIn;
  });
});
