// Draws in the rendered page what a notebook would draw: each saved explorer with its own script.
async function start() {
  const saved = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
  const models = saved ? JSON.parse(saved.textContent).state : {};
  const views = document.querySelectorAll(
    'script[type="application/vnd.jupyter.widget-view+json"]',
  );
  for (const view of views) {
    const found = models[JSON.parse(view.textContent).model_id];
    if (found?.model_module !== "anywidget") continue;
    const state = found.state;
    const model = {
      get: (key) => state[key],
      set: (key, value) => {
        state[key] = value;
      },
      save_changes() {},
    };
    const script = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
    const { default: widget } = await import(script);
    if (!document.getElementById("explorer-style")) {
      const style = document.createElement("style");
      style.id = "explorer-style";
      style.textContent = state._css;
      document.head.append(style);
    }
    const el = document.createElement("div");
    view.replaceWith(el);
    // a cell that could scroll would hold the picture that is to stay
    const cell = el.closest(".cell_output");
    if (cell) cell.style.overflow = "visible";
    widget.render({ model, el });
  }
  document.documentElement.dataset.explorers = "ready";
}
document.addEventListener("DOMContentLoaded", start);
