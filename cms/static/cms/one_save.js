// Wagtail saves while somebody writes. A button pressed at that moment would send the same text a
// second time, and a new page would meet itself: "this address is taken". So the button waits.
"use strict";
(() => {
  const PATIENCE_MS = 10000;
  let isSaving = false;
  let isLeaving = false;
  let held = null;

  const isEditor = (form) => form.matches("[data-edit-form]");

  const done = () => {
    isSaving = false;
    const form = held;
    held = null;
    if (form) form.requestSubmit();
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (isLeaving) event.preventDefault();
    else isSaving = true;
  });
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);

  const keepButton = (form, button) => {
    if (!button?.name) return;
    // By then the button is switched off, and what is switched off is not sent.
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = button.name;
    kept.value = button.value;
    form.append(kept);
  };

  document.addEventListener(
    "submit",
    (event) => {
      if (!isSaving || !isEditor(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (held) return;
      held = event.target;
      keepButton(held, event.submitter);
      setTimeout(done, PATIENCE_MS);
    },
    true,
  );
  window.addEventListener("submit", (event) => {
    if (isEditor(event.target) && !event.defaultPrevented) isLeaving = true;
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
})();
