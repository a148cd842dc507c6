// A figure that does not fit below leaves the rest of a sheet empty: what follows it goes
// there, as much as fits. Where sheets end is found by setting each article in columns of their size.

/** Moves them in every article of the page, for sheets so wide and high. */
// biome-ignore lint/correctness/noUnusedVariables: called by pdf.py
function fillSheets(width, height) {
  const GAP = 20; // between columns
  const WORTH = 0.15; // of a sheet: less may stay empty
  // Chromium prints all smaller if one line is too long
  const scale = Math.max(1, document.documentElement.scrollWidth / width);
  [width, height] = [scale * width, scale * height];

  /** Where in its article an element begins and ends: sheet and height. */
  function placed(element, corner) {
    const rects = [...element.getClientRects()].filter((r) => r.height > 0);
    const where = (x, y) => ({ sheet: Math.floor((x - corner.left) / (width + GAP)), y });
    const [first, last] = [rects[0], rects.at(-1)];
    if (!first) return undefined;
    return {
      from: where(first.left + 1, first.top - corner.top),
      to: where(last.left + 1, last.bottom - corner.top),
    };
  }

  /** What is above a figure, and above the heading that goes with it to the next sheet. */
  function previous(figure) {
    let first = figure;
    while (first.previousElementSibling?.matches("h1, h2, h3, h4")) {
      first = first.previousElementSibling;
    }
    return first.previousElementSibling ?? first.closest("section").previousElementSibling;
  }

  /** What can be read before a figure instead of behind it: it does not lead on to what follows. */
  function movable(figure) {
    const [next, after] = [
      figure.nextElementSibling,
      figure.nextElementSibling?.nextElementSibling,
    ];
    if (!next?.matches("p, ul, ol, .admonition, .predict, .cell:not(:has(figure))")) return [];
    if (/:\s*$/.test(next.textContent) && next.matches("p")) {
      return after?.matches(".cell:not(:has(figure))") ? [next, after] : [];
    }
    return after?.matches(".math") ? [] : [next];
  }

  for (const article of document.querySelectorAll("body > article")) {
    const others = [...document.body.children].filter((e) => e !== article && !e.hidden);
    for (const other of others) other.hidden = true;
    const style = { columnWidth: `${width}px`, columnGap: `${GAP}px`, columnFill: "auto" };
    Object.assign(article.style, style, { width: `${width}px`, height: `${height}px` });
    for (const figure of article.querySelectorAll("section > :is(figure, .cell:has(figure))")) {
      const before = previous(figure);
      const corner = article.getBoundingClientRect();
      const [above, here] = [before, figure].map((e) => e && placed(e, corner));
      if (!above || !here || above.to.sheet >= here.from.sheet) continue;
      if (/:\s*$/.test(before.textContent)) continue; // it leads on to the figure
      let room = height - above.to.y;
      while (room > WORTH * height) {
        const next = movable(figure);
        for (const part of next) room -= part.getBoundingClientRect().height + 16; // its margins
        if (next.length === 0 || room < 0) break;
        figure.before(...next);
      }
    }
    article.removeAttribute("style");
    for (const other of others) other.hidden = false;
  }
}
