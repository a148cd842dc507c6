// The form of an answer in a notebook: the judgement is that of the page.
export default {
  render({ model, el }) {
    el.innerHTML = model.get("form");
    const form = el.querySelector("form");
    form.dataset.part = model.get("part");
    // a notebook would take plain keys for its own commands
    form.dataset.lmSuppressShortcuts = "true";
    form.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    });
    answers.take(form);
  },
};
