// Copies the ready text of a class, or hands it to the device. Without this file the text can be
// marked and the letter be written: the buttons stay hidden.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("share-said");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        // An old browser, or an address without https.
        document.execCommand("copy");
      }
      said.textContent = button.dataset.done;
      button.textContent = button.dataset.done;
    });
  }
  for (const button of document.querySelectorAll("[data-share]")) {
    const text = document.getElementById(button.dataset.share);
    const parts = { title: text.dataset.shareTitle, text: text.value };
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share(parts).catch(() => {}));
  }
});
