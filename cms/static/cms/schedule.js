/* The schedule: seats that follow what happens while the page is looked at, and keys of the month. */
(() => {
  const poll = () => document.getElementById("schedule-live");
  let last = 0;

  // Hidden or without a network nobody is asked; shown again, at once.
  function ask() {
    if (document.hidden || !navigator.onLine || !poll()) return;
    last = Date.now();
    htmx.trigger(poll(), "refresh");
  }

  function askWhenDue() {
    if (poll() && Date.now() - last >= Number(poll().dataset.seconds) * 1000) ask();
  }

  // The page may have been kept for some seconds on its way.
  document.addEventListener("DOMContentLoaded", ask);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  setInterval(askWhenDue, 1000);

  // A poll that fails is no lost change; the next one comes soon.
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    document.addEventListener(name, (event) => {
      if (event.target.id === "schedule-live") event.stopPropagation();
    }, true);
  });

  // In the month: arrows go to the next class in that direction, Page Up and Page Down turn the month.
  const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 };

  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.("[data-calendar]");
    if (!table || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      const turn = document.querySelector(`.cal-bar [rel="${event.key === "PageUp" ? "prev" : "next"}"]`);
      if (turn) { event.preventDefault(); turn.click(); }
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const days = [...table.querySelectorAll(".cal-day")];
    const here = days.indexOf(event.target.closest(".cal-day"));
    const within = [...days[here].querySelectorAll("a")];
    const sibling = Math.abs(step) === 7 && within[within.indexOf(event.target) + Math.sign(step)];
    if (sibling) { sibling.focus(); return; }
    for (let at = here + step; at >= 0 && at < days.length; at += step) {
      const links = days[at].querySelectorAll("a");
      if (links.length) { links[step < 0 ? links.length - 1 : 0].focus(); return; }
    }
  });
})();
