/* What HTML alone cannot do: close an open menu, print, and say when a change was not saved. */
(() => {
  const menus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    menus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  const toast = () => document.getElementById("toast");

  function tell(text) {
    toast().textContent = text;
    toast().className = "toast alert alert-danger";
  }

  function hush() {
    toast().textContent = "";
    toast().className = "";
  }

  // htmx keeps silent about failures; a person who marks a roll must not believe it was saved.
  document.addEventListener("htmx:sendError", () => tell(toast().dataset.offline));
  document.addEventListener("htmx:timeout", () => tell(toast().dataset.offline));
  document.addEventListener("htmx:responseError", () => tell(toast().dataset.failed));
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.xhr.status < 400) hush();
  });

  // Signed out meanwhile: the answer is the sign-in page, which must not land inside a row.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.responseURL.includes("/accounts/login/")) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });
})();
