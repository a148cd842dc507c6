// The form of an answer in a notebook: the judgement is that of the page.
export default {
  render({ model, el }) {
    el.innerHTML = model.get("form");
    const form = el.querySelector("form");
    form.dataset.part = model.get("part");
    // a notebook would take keys for its own commands, also those that edit a line; it may save
    form.dataset.lmSuppressShortcuts = "true";
    form.addEventListener("keydown", (event) => {
      if (!((event.ctrlKey || event.metaKey) && event.key === "s")) event.stopPropagation();
    });
    answers.take(form);
  },
};
