/* What HTML alone cannot do: close an open menu, print, open a dialog, say when a change was not saved. */
(() => {
  // On a phone the strips of tabs scroll sideways; show the one that is open.
  document.querySelectorAll(".tabs [aria-current], .work-nav [aria-current]").forEach((link) => {
    const strip = link.closest("ul");
    strip.scrollLeft = link.offsetLeft - strip.offsetLeft - 48;
  });

  const menus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    menus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-print]")) window.print();
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  const toast = () => document.getElementById("toast");

  // htmx keeps silent about failures; a person who marks a roll must not believe it was saved.
  function tell(event, reason) {
    const element = event.detail.elt;
    toast().textContent = toast().dataset[reason];
    toast().className = "toast alert alert-danger";
    element.closest(".roll-call-row")?.classList.add("is-unsaved");
    // Unmarked again, it tells the truth and can be tapped once more.
    if (element.type === "radio") element.checked = false;
  }

  function settle(event) {
    if (event.detail.xhr.status >= 400) return;
    event.detail.target.closest(".roll-call-row")?.classList.remove("is-unsaved");
    if (document.querySelector(".is-unsaved")) return;
    toast().textContent = "";
    toast().className = "";
  }

  document.addEventListener("htmx:sendError", (event) => tell(event, "offline"));
  document.addEventListener("htmx:timeout", (event) => tell(event, "offline"));
  document.addEventListener("htmx:responseError", (event) => tell(event, "failed"));
  document.addEventListener("htmx:beforeSwap", settle);

  // Signed out meanwhile: the answer is the sign-in page, which must not land inside a row.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.responseURL.includes("/accounts/login/")) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  // Signed out on purpose: the lists of people that the roll call has kept here go. Marks that are
  // not sent yet stay for the account that made them.
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.includes?.("/accounts/logout/") || !window.indexedDB) return;
    window.caches?.delete("roll-call");
    const request = indexedDB.open("roll-call");
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = (error) => error.preventDefault();
    request.onsuccess = () => request.result.transaction("lists", "readwrite").objectStore("lists").clear();
  });
})();
