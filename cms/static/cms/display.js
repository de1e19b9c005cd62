/* Colours, contrast and size of text as this reader wants them, kept in this browser only. It runs before
   anything is drawn, so that no page flashes in other colours. Without it the wishes of the system decide. */
(() => {
  const KEY = "display";
  const root = document.documentElement;
  const wishes = { theme: matchMedia("(prefers-color-scheme: dark)"), contrast: matchMedia("(prefers-contrast: more)") };

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  }

  function apply() {
    const choice = kept();
    root.dataset.theme = choice.theme || (wishes.theme.matches ? "dark" : "light");
    root.dataset.contrast = choice.contrast || (wishes.contrast.matches ? "more" : "normal");
    root.dataset.text = choice.text || "normal";
    document.querySelectorAll("[data-display]").forEach((box) => {
      box.checked = box.value === (choice[box.dataset.display] || "");
    });
  }

  function keep(name, value) {
    const choice = kept();
    choice[name] = value || undefined;
    try {
      localStorage.setItem(KEY, JSON.stringify(choice));
    } catch {
      return; // a browser that keeps nothing shows the wishes of its system
    }
    apply();
  }

  apply();
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset?.display) keep(box.dataset.display, box.value);
  });
  window.addEventListener("storage", apply); // another tab
  window.addEventListener("pageshow", apply); // the way back
  Object.values(wishes).forEach((wish) => wish.addEventListener("change", apply));
})();
