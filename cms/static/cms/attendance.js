/* The table of sessions and people by keyboard: each change is sent as it is made, one after the other. */
(() => {
  const grid = document.getElementById("attendance-grid");
  if (!grid) return;
  const state = document.getElementById("grid-state");
  const undoButton = document.getElementById("grid-undo");
  const retryButton = document.getElementById("grid-retry");
  const card = document.getElementById("cell-card");
  const toast = document.getElementById("toast");
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const keys = new Map();
  document.querySelectorAll("[data-key]").forEach((key) => keys.set(key.dataset.key, key.dataset.mark));
  const letters = new Map([...document.querySelectorAll("[data-key]")].map((key) => [key.dataset.mark, key.textContent]));
  const PRESENT = "present";
  const WITH_MINUTES = ["late", "left_early"];
  const waiting = new Map();  // cell id -> what was not saved
  const done = [];            // changes that can be undone, the last one at the end
  let queue = Promise.resolve();
  let pending = 0;
  let current = null;
  let digits = null;          // minutes being typed

  undoButton.hidden = false;
  document.querySelectorAll(".only-scripts").forEach((part) => { part.hidden = false; });

  // --- where one is

  const cells = () => [...grid.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td.m")]);

  function prepare(cell) {
    cell.tabIndex = cell.id === current ? 0 : -1;
    cell.querySelector("a").tabIndex = -1;
  }

  function focus(cell) {
    if (!cell) return;
    if (current) document.getElementById(current).tabIndex = -1;
    current = cell.id;
    cell.tabIndex = 0;
    cell.focus();
  }

  function move(cell, down, right) {
    const rows = cells();
    const row = rows.findIndex((one) => one.includes(cell));
    const column = rows[row].indexOf(cell);
    const line = rows[Math.min(Math.max(row + down, 0), rows.length - 1)];
    focus(line[Math.min(Math.max(column + right, 0), line.length - 1)]);
  }

  // --- sending

  function tell() {
    const bad = grid.querySelectorAll(".is-unsaved").length;
    state.textContent = bad ? `${state.dataset.unsaved} ${bad}` : state.dataset[pending ? "saving" : "saved"];
    state.className = bad ? "text-danger" : "";
    retryButton.hidden = !bad;
    undoButton.disabled = !done.length;
  }

  function replaceParts(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const note = template.content.querySelector("#grid-note");
    const active = document.activeElement?.id;
    template.content.querySelectorAll("td[id]").forEach((part) => {
      const old = document.getElementById(part.id);
      if (!old) return;
      old.replaceWith(part);
      waiting.delete(part.id);
      if (part.classList.contains("m")) prepare(part);
      if (part.id === active) part.focus();
    });
    toast.textContent = note ? note.textContent : "";
    toast.className = note ? "toast alert alert-warning" : "";
  }

  function post(url, body, ids) {
    pending += 1;
    tell();
    queue = queue.then(async () => {
      try {
        const answer = await fetch(url, { method: "POST", body, headers: { ...headers, "X-Grid": "1" }, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("signed-out");
        if (answer.status !== 200 && answer.status !== 409) throw new Error("failed");
        replaceParts(await answer.text());
      } catch (error) {
        ids.forEach((id) => document.getElementById(id)?.classList.add("is-unsaved"));
        toast.textContent = error.message === "signed-out" ? state.dataset.signedOut : toast.dataset.offline;
        toast.className = "toast alert alert-danger";
      }
      pending -= 1;
      ids.forEach((id) => document.getElementById(id)?.classList.remove("is-saving"));
      tell();
    });
  }

  const keyOf = (id) => id.slice(1).replace("-", ":");  // c12-uuid -> 12:uuid

  function send(changes) {
    const body = new URLSearchParams();
    changes.forEach((made) => {
      let one = made;
      const cell = document.getElementById(one.id);
      // What was not saved before has not happened: the page goes on from what is stored.
      if (cell.classList.contains("is-unsaved")) one = { ...one, from: waiting.get(one.id).from };
      const [mark, minutes] = one.to.split("/");
      body.append("set", `${keyOf(one.id)}:${mark}:${minutes || ""}:${one.from}`);
      waiting.set(one.id, one);
      cell.classList.add("is-saving");
      cell.classList.remove("is-unsaved");
      if (mark) cell.dataset.mark = mark;
      else delete cell.dataset.mark;
      cell.dataset.was = one.to;
      cell.querySelector("a").textContent = `${letters.get(mark) || "·"} ${minutes || ""}`.trim();
    });
    post(grid.dataset.url, body, changes.map((one) => one.id));
  }

  function change(cell, to) {
    if (cell.dataset.was === to) return;
    const one = { id: cell.id, from: cell.dataset.was, to };
    const last = done.at(-1);
    // Minutes typed after the letter belong to the same change.
    if (digits && last?.length === 1 && last[0].id === cell.id && last[0].to === one.from) last[0].to = to;
    else done.push([one]);
    send([one]);
  }

  function undo() {
    finishDigits();
    const last = done.pop();
    // What somebody else has changed since is left alone.
    const mine = (last || []).filter((one) => document.getElementById(one.id).dataset.was === one.to);
    if (mine.length) send(mine.map((one) => ({ id: one.id, from: one.to, to: one.from })));
    tell();
  }

  function retry() {
    const left = [...waiting.values()].filter((one) => document.getElementById(one.id).classList.contains("is-unsaved"));
    if (left.length) send(left);
  }

  function restPresent(session) {
    const column = [...grid.querySelectorAll(`td.m[id^="c${session}-"]`)];
    const empty = column.filter((cell) => !cell.dataset.was);
    const form = document.querySelector(`#h-${session} form[data-rest]`);
    if (!form || !empty.length) return;
    const changes = empty.map((cell) => ({ id: cell.id, from: "", to: PRESENT }));
    done.push(changes);
    changes.forEach((one) => waiting.set(one.id, one));
    empty.forEach((cell) => cell.classList.add("is-saving"));
    post(form.action, new URLSearchParams(), empty.map((cell) => cell.id));
  }

  // --- minutes: digits after the letter, sent when the hand rests or goes on

  function finishDigits() {
    if (!digits) return;
    clearTimeout(digits.timer);
    const cell = document.getElementById(digits.id);
    change(cell, `${cell.dataset.mark}/${digits.typed}`);
    digits = null;
  }

  function typeDigit(cell, digit) {
    if (!WITH_MINUTES.includes(cell.dataset.mark)) return;
    if (digits && digits.id !== cell.id) finishDigits();
    const typed = Number(`${digits?.typed || ""}${digit}`);
    if (!typed || typed > 600) return;
    clearTimeout(digits?.timer);
    digits = { id: cell.id, typed, timer: setTimeout(finishDigits, 900) };
    cell.querySelector("a").textContent = `${letters.get(cell.dataset.mark)} ${typed}`;
  }

  // --- one mark in a window

  async function open(cell, mark = "") {
    const link = cell.querySelector("a");
    const url = mark ? `${link.href}?mark=${mark}` : link.href;
    try {
      const answer = await fetch(url, { headers: { "X-Grid": "1" }, redirect: "manual" });
      if (answer.status !== 200) throw new Error("failed");
      card.innerHTML = await answer.text();
      card.showModal();
    } catch {
      window.location.href = url;
    }
  }

  card.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]") && event.target !== card) return;
    event.preventDefault();
    card.close();
  });
  card.addEventListener("close", () => document.getElementById(current)?.focus());

  // --- keys and clicks

  const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], Home: [0, -999], End: [0, 999], PageDown: [10, 0], PageUp: [-10, 0] };

  function press(event, cell) {
    const key = event.key.toLowerCase();
    if (MOVES[event.key]) {
      finishDigits();
      move(cell, ...MOVES[event.key]);
    } else if (/^\d$/.test(key)) {
      typeDigit(cell, key);
    } else if (event.key === "Enter") {
      finishDigits();
      open(cell);
    } else if (event.key === "Delete") {
      if (!("closed" in cell.dataset)) change(cell, "");
    } else if (keys.has(key)) {
      finishDigits();
      const mark = keys.get(key);
      if ("closed" in cell.dataset) open(cell, mark);
      else if (event.shiftKey && mark === PRESENT) restPresent(cell.id.slice(1).split("-")[0]);
      else change(cell, mark);
    } else {
      return;
    }
    event.preventDefault();
  }

  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td.m");
    if (cell && !event.ctrlKey && !event.metaKey && !event.altKey) press(event, cell);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || card.open) return;
    if (event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    undo();
  });
  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("td.m");
    if (!cell || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const isThere = current === cell.id && document.activeElement === cell;
    focus(cell);
    // The first click goes there, the second opens it.
    if (isThere) open(cell);
  });
  grid.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-rest]")) return;
    event.preventDefault();
    restPresent(event.target.closest("td").dataset.session);
  });
  grid.addEventListener("focusout", (event) => {
    if (digits && event.target.id === digits.id) finishDigits();
  });
  undoButton.addEventListener("click", undo);
  retryButton.addEventListener("click", retry);
  window.addEventListener("online", retry);
  window.addEventListener("beforeunload", (event) => {
    if (pending || digits || grid.querySelector(".is-unsaved")) event.preventDefault();
  });

  grid.querySelectorAll("td.m").forEach(prepare);
  const first = grid.querySelector("td.m:not([data-mark])") || grid.querySelector("td.m");
  if (first) {
    current = first.id;
    first.tabIndex = 0;
  }
  tell();
})();
