/* The roll call page: a list that is there without a network, one tap for each person. */
(() => {
  const app = document.getElementById("roll-app");
  if (!app || !window.indexedDB) return; // the plain form stays
  const { account, code } = app.dataset;
  const words = JSON.parse(document.getElementById("roll-words").textContent);
  const urls = JSON.parse(document.getElementById("roll-urls").textContent);
  const $ = (name) => app.querySelector(`[data-roll="${name}"]`);
  const rows = new Map();
  const ATTENDED = ["present", "late", "left_early"];
  const KEYS = { 1: "present", 2: "late", 3: "left_early", 4: "excused", 5: "absent" };
  const state = {
    session: Number(app.dataset.session), list: null, unsent: [], counts: new Map(), found: null,
    byAgency: false, phase: "", done: [],
  };
  let lastAt = 0;

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d");
  const session = () => state.list.sessions.find((one) => one.id === state.session);
  const markOf = (person) => state.counts.get(`${state.session} ${person}`);

  /* ------------------------------------------------------------ what counts */

  /* The same rule as on the server: what it told, then what waits here, in the order it was made. */
  function count() {
    const counts = new Map();
    for (const [session, place, mark, minutes, since, by] of state.list.marks) {
      counts.set(`${session} ${state.list.people[place].id}`, { mark, minutes, since, by });
    }
    for (const one of state.unsent.filter((mark) => mark.code === code)) {
      const key = `${one.session} ${one.person}`;
      const now = counts.get(key);
      if (now && (one.kind === "rest" || (one.kind === "qr" && ATTENDED.includes(now.mark)))) continue;
      if (!one.mark) counts.delete(key);
      else counts.set(key, { mark: one.mark, minutes: one.minutes, since: one.at, by: "", waits: true });
    }
    state.counts = counts;
  }

  async function read() {
    state.list = (await RollStore.list(account, code)) ?? state.list;
    state.unsent = await RollStore.unsent(account);
    if (!state.list) return;
    count();
    draw();
  }

  /* ------------------------------------------------------------------- draw */

  function newRow(person) {
    const row = document.getElementById("roll-row").content.firstElementChild.cloneNode(true);
    const before = person.name.slice(0, person.name.length - person.given.length);
    row.dataset.person = person.id;
    row.querySelector(".before").textContent = before;
    row.querySelector(".given").textContent = person.given;
    row.querySelector(".agency").textContent = [person.position, person.agency].filter(Boolean).join(", ");
    row.querySelector(".segmented").setAttribute("aria-label", person.name);
    row.querySelector(".minutes-row").setAttribute("aria-label", `${words.minutes}, ${person.name}`);
    rows.set(person.id, row);
    return row;
  }

  function order() {
    const people = [...state.list.people];
    if (state.byAgency) people.sort((a, b) => a.agency.localeCompare(b.agency, "vi"));
    return people;
  }

  function drawList() {
    const known = order().map((person) => rows.get(person.id) ?? newRow(person));
    $("list").replaceChildren(...known);
    known.forEach((row, n) => { row.querySelector(".number").textContent = n + 1; });
    for (const id of rows.keys()) if (!state.list.people.some((one) => one.id === id)) rows.delete(id);
    state.drawn = JSON.stringify(state.list.people) + state.byAgency;
  }

  function draw() {
    if (!session()) return; // added after the list was kept; the next one has it
    if (state.drawn !== JSON.stringify(state.list.people) + state.byAgency) drawList();
    const open = session().open && session().day <= today();
    for (const person of state.list.people) drawRow(person, open);
    const total = state.list.people.length;
    const marked = state.list.people.filter((person) => markOf(person.id)).length;
    $("count").textContent = say(words.count, { marked, total });
    $("rest").disabled = !open || marked === total;
    $("undo").disabled = !state.done.length;
    const unsent = state.unsent.length;
    $("unsent").textContent = say(unsent === 1 ? words.unsent_one : words.unsent, { count: unsent });
    $("unsent").hidden = !unsent;
    drawPhase(unsent);
    drawFound();
    drawTabs(total);
    $("close").hidden = !open || unsent > 0;
    $("close").querySelector("a").href = urls.close.replace("/0/", `/${state.session}/`);
    $("shut").hidden = open;
    $("shut").textContent = session().open ? words.not_begun : words.closed;
    $("board").href = urls.board.replace("/0/", `/${state.session}/`);
  }

  function drawRow(person, open) {
    const row = rows.get(person.id);
    const now = markOf(person.id);
    for (const button of row.querySelectorAll("[name=mark]")) {
      const pressed = button.value === now?.mark;
      button.setAttribute("aria-pressed", pressed);
      button.disabled = !open;
      button.tabIndex = pressed || (!now && button.value === "present") ? 0 : -1;
    }
    const asks = ["late", "left_early"].includes(now?.mark);
    row.querySelector(".minutes-row").hidden = !asks || !open;
    for (const button of row.querySelectorAll("[name=minutes]")) {
      button.setAttribute("aria-pressed", Number(button.value) === (now?.minutes ?? 0));
    }
    const note = row.querySelector(".saved");
    note.textContent = !now ? "" : now.waits ? words.kept : `✓ ${clock(now.since)}`;
    if (now?.minutes) note.textContent += ` · ${say(words.of_minutes, { minutes: now.minutes })}`;
    note.classList.toggle("is-waiting", Boolean(now?.waits));
  }

  function drawPhase(unsent) {
    const phase = navigator.onLine || state.phase !== "saved" ? state.phase : "offline";
    const text = phase === "saved" && unsent ? words.phases.sending : words.phases[phase] ?? "";
    if ($("phase").textContent !== text) $("phase").textContent = text;
    $("phase").dataset.phase = phase;
    $("sign-in").hidden = phase !== "signed_out";
  }

  function drawFound() {
    let shown = 0;
    for (const [id, row] of rows) {
      row.hidden = state.found !== null && !state.found.has(id);
      shown += !row.hidden;
    }
    $("nobody").hidden = shown > 0;
  }

  function drawTabs(total) {
    for (const link of document.querySelectorAll(".tabs a[href*='session=']")) {
      const id = Number(new URL(link.href).searchParams.get("session"));
      const one = state.list.sessions.find((other) => other.id === id);
      if (id === state.session) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      if (!one?.open || one.day > today()) continue;
      const marked = state.list.people.filter((person) => state.counts.has(`${id} ${person.id}`)).length;
      link.querySelector(".count").textContent = marked === total ? "✓" : `${marked}/${total}`;
    }
  }

  function today() {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  /* ------------------------------------------------------------------- mark */

  async function put(marks, { isUndo = false } = {}) {
    const before = marks.map(({ person }) => ({ session: state.session, person, was: markOf(person) }));
    const made = marks.map((mark) => {
      // The clock may jump back; the order of taps does not.
      lastAt = Math.max(Date.now(), lastAt + 1);
      return { minutes: null, kind: "tap", session: state.session, ...mark, id: RollStore.newId(), at: lastAt, account, code };
    });
    try {
      await RollStore.add(made);
    } catch {
      notice(words.disk_full, "danger");
      return;
    }
    if (!isUndo) state.done.push(before);
    await read();
    sync.now();
  }

  function tap(person, mark, minutes = null) {
    const now = markOf(person);
    if (now?.mark === mark && (now.minutes ?? null) === minutes) return;
    put([{ person, mark, minutes }]);
  }

  function undo() {
    const last = state.done.pop();
    if (!last) return;
    put(last.map(({ session, person, was }) => (
      { session, person, mark: was?.mark ?? "", minutes: was?.minutes ?? null })), { isUndo: true });
  }

  function rest() {
    const unmarked = state.list.people.filter((person) => !markOf(person.id));
    if (unmarked.length) put(unmarked.map((person) => ({ person: person.id, mark: "present", kind: "rest" })));
  }

  /* ---------------------------------------------------------------- notices */

  function notice(text, tone) {
    const line = document.createElement("p");
    line.className = `alert alert-${tone}`;
    line.textContent = text;
    $("notices").append(line);
    while ($("notices").children.length > 5) $("notices").firstElementChild.remove();
  }

  function judged(marks) {
    for (const mark of marks) {
      const person = state.list?.people.find((one) => one.id === mark.person);
      const values = { name: person?.name ?? "?", mark: words.marks[mark.mark] ?? "", text: mark.text };
      if (mark.verdict === "older") state.asked = [...(state.asked ?? []), { mark, values }];
      else notice(say(words[mark.verdict] ?? words.refused, values), mark.verdict === "held" ? "warning" : "danger");
    }
  }

  /* Said when the list has come that shows what counts instead. */
  function explainOlder() {
    for (const { mark, values } of state.asked ?? []) {
      const now = state.counts.get(`${mark.session} ${mark.person}`);
      if (mark.kind === "rest" || !now) continue;
      notice(say(words.older, { ...values, now: words.marks[now.mark], by: now.by || "–", at: clock(now.since) }), "warning");
    }
    state.asked = [];
  }

  /* --------------------------------------------------------------- gestures */

  function find() {
    const asked = fold($("find").value).split(/\s+/).filter(Boolean);
    const onlyLeft = $("left").getAttribute("aria-pressed") === "true";
    if (!asked.length && !onlyLeft) state.found = null;
    else {
      const fits = (one) => asked.every((word) => one.find.includes(word)) && (!onlyLeft || !markOf(one.id));
      state.found = new Set(state.list.people.filter(fits).map((one) => one.id));
    }
    drawFound();
  }

  const toggle = (button) => button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");

  app.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.type === "submit") return;
    const person = button.closest("[data-person]")?.dataset.person;
    if (button.name === "mark") tap(person, button.value);
    if (button.name === "minutes") tap(person, markOf(person).mark, Number(button.value) || null);
    const act = button.dataset.roll;
    if (act === "rest") rest();
    if (act === "undo") undo();
    if (act === "left") { toggle(button); find(); }
    if (act === "order") { toggle(button); state.byAgency = !state.byAgency; draw(); }
  });

  $("find").addEventListener("input", find);

  function stepTo(row, by, from) {
    const shown = [...rows.values()].filter((one) => !one.hidden)
      .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const next = shown[shown.indexOf(row) + by];
    const same = next?.querySelector(`[name=mark][value="${from.value}"]`) ?? next?.querySelector("[name=mark]");
    same?.focus();
  }

  $("list").addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-person]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) tap(row.dataset.person, KEYS[event.key]);
    else if (event.key === "ArrowDown") stepTo(row, 1, event.target);
    else if (event.key === "ArrowUp") stepTo(row, -1, event.target);
    else if (event.key === "ArrowRight") event.target.nextElementSibling?.focus();
    else if (event.key === "ArrowLeft") event.target.previousElementSibling?.focus();
    else if (event.key === "u") undo();
    else return;
    event.preventDefault();
  });

  // Another session of the class is shown without asking the server.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".tabs a[href*='session=']");
    if (!link || !state.list || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    state.session = Number(new URL(link.href).searchParams.get("session"));
    state.done = [];
    history.replaceState(null, "", link.href);
    draw();
    find();
  });

  /* ------------------------------------------------------------------ begin */

  const sync = RollSync.start({
    account,
    code,
    urls,
    judged,
    tell: (phase) => {
      state.phase = phase;
      if (!state.list) return;
      draw();
      if (phase === "saved") explainOlder();
    },
    changed: read,
  });

  async function begin() {
    const wanted = Number(new URLSearchParams(window.location.search).get("session"));
    if (wanted) state.session = wanted;
    await RollStore.forgetListsOfOthers(account);
    await read();
    // What was kept is shown at once; only the first visit has to wait for the network.
    if (!state.list || !session()) await sync.now();
    if (!state.list || !session()) return; // never fetched: the plain form stays
    draw();
    document.getElementById("roll-plain").hidden = true;
    app.hidden = false;
    RollScan.start({ app, urls, words, state, markOf, put, clock, say, sync, session });
    sync.now();
  }

  function keepPage() {
    if (!navigator.serviceWorker) return;
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")];
    const addresses = parts.map((part) => part.src || part.href);
    if (!navigator.serviceWorker.controller) addresses.push(window.location.origin + window.location.pathname);
    navigator.serviceWorker.register(urls.worker).then(() => navigator.serviceWorker.ready)
      .then((registration) => registration.active.postMessage({ keep: addresses }))
      .catch(() => notice(words.not_kept, "warning"));
  }

  begin().then(keepPage, () => {});
})();
