/* Sends what is kept, again and again until there is an answer, and fetches what others marked. */
const RollSync = (() => {
  const AT_ONCE = 100;
  const PAUSE = 15000;
  const PATIENCE = 20000;

  /* `tell(phase)`: saved, sending, offline, away, signed_out, other_account, no_access.
     `judged(marks)`: those of which something must be said, each with its verdict. */
  function start({ account, code, urls, tell, judged, changed }) {
    let isSending = false;
    let isAskedAgain = false;
    let phase = "";

    const say = (now) => {
      phase = now;
      tell(now);
    };

    const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";

    function ask(url, options = {}) {
      return fetch(url, {
        credentials: "same-origin",
        ...options,
        signal: AbortSignal.timeout?.(PATIENCE),
        headers: { Accept: "application/json", ...options.headers },
      });
    }

    const post = (url, body, type = "application/json") =>
      ask(url, {
        method: "POST",
        body,
        headers: { "Content-Type": type, "X-CSRFToken": cookie("csrftoken") },
      });

    const PHASES = { 401: "signed_out", 403: "renew", 404: "no_access", 409: "other_account" };

    async function sendSome(marks, device) {
      const url = urls.marks.replace(encodeURIComponent(code), encodeURIComponent(marks[0].code));
      const response = await post(url, JSON.stringify({
        account,
        device,
        clock: new Date().toISOString(),
        marks: marks.map(({ id, session, person, mark, minutes, kind, at }) => (
          { id, session, person, mark, minutes, kind, at: new Date(at).toISOString() })),
      }));
      if (response.ok) return accept(marks, (await response.json()).marks);
      if (response.status === 400 || response.status === 413) return one(marks, device);
      throw Object.assign(new Error(), { phase: PHASES[response.status] ?? "away" });
    }

    /* Something in it cannot be read: each alone, so that it keeps back no other. */
    async function one(marks, device) {
      if (marks.length === 1) return accept(marks, [{ id: marks[0].id, verdict: "refused", text: "" }]);
      for (const mark of marks) await sendSome([mark], device);
    }

    async function accept(marks, answers) {
      const said = new Map(answers.map((answer) => [answer.id, answer]));
      const done = marks.filter((mark) => said.has(mark.id));
      await RollStore.remove(done.map((mark) => mark.id));
      const notable = done.filter((mark) => !["applied", "same"].includes(said.get(mark.id).verdict));
      if (notable.length) judged(notable.map((mark) => ({ ...mark, ...said.get(mark.id) })));
    }

    /* False when a class takes no marks of this account any more; those of others go out all the same. */
    async function sendAll() {
      const device = await RollStore.device(account);
      const shut = new Set();
      for (;;) {
        const unsent = (await RollStore.unsent(account)).filter((mark) => !shut.has(mark.code));
        if (!unsent.length) return !shut.size;
        say("sending");
        const here = unsent.filter((mark) => mark.code === unsent[0].code);
        try {
          await sendSome(here.slice(0, AT_ONCE), device);
        } catch (error) {
          if (error.phase !== "no_access") throw error;
          shut.add(unsent[0].code);
        }
        await changed();
      }
    }

    /* What others have marked; nothing but a short answer while nothing is new. */
    async function fetchList() {
      const kept = await RollStore.list(account, code);
      const response = await ask(urls.list, kept ? { headers: { "If-None-Match": kept.etag } } : {});
      if (response.status === 304) return;
      if (!response.ok) throw Object.assign(new Error(), { phase: PHASES[response.status] ?? "away" });
      const list = await response.json();
      if (list.account !== account) throw Object.assign(new Error(), { phase: "other_account" });
      await RollStore.keepList(account, code, { ...list, etag: response.headers.get("ETag") });
      await changed();
    }

    async function work(isSecondTry = false) {
      try {
        const isAllSent = await sendAll();
        await fetchList();
        say(isAllSent ? "saved" : "no_access");
      } catch (error) {
        if (error.phase === "renew" && !isSecondTry) {
          // Signed in anew meanwhile: the page brings the token that goes with it.
          await fetch(window.location.pathname, { credentials: "same-origin" }).catch(() => {});
          return work(true);
        }
        say(error.phase === "renew" ? "signed_out" : error.phase ?? "offline");
      }
    }

    async function now() {
      isAskedAgain = isSending;
      if (isSending) return;
      isSending = true;
      const turn = () => work();
      // Two windows of one browser take turns.
      await (navigator.locks ? navigator.locks.request("roll-call", turn) : turn());
      isSending = false;
      await changed();
      if (isAskedAgain) now();
    }

    window.addEventListener("online", now);
    window.addEventListener("offline", () => say("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || now());
    setInterval(() => document.hidden || now(), PAUSE);
    return { now, post, phase: () => phase };
  }

  return { start };
})();
