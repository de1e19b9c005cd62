/* Checking in by code: the camera of this device, or the short code typed. */
const RollScan = (() => {
  const EVERY = 250; // ms, where the browser reads codes itself
  const EVERY_SENT = 700; // ms, where the server reads them
  const SAME_AGAIN = 4000;
  const WIDTH = 480;
  const ATTENDED = ["present", "late", "left_early"];

  function start({ app, urls, words, state, markOf, put, clock, say, sync, session }) {
    const $ = (name) => app.querySelector(`[data-roll="${name}"]`);
    const video = $("video");
    const canvas = document.createElement("canvas");
    const seen = new Map();
    let stream = null;
    let reader = null;

    /* ---------------------------------------------------------------- answer */

    function show(tone, name, text) {
      $("answer").hidden = false;
      $("answer").className = `scan-answer is-${tone}`;
      $("answer-name").textContent = name;
      $("answer-text").textContent = text;
      if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(tone === "good" ? 60 : [60, 60, 60]);
    }

    async function digest(text) {
      const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    async function personOf(text) {
      const digits = text.replace(/\s/g, "");
      if (/^\d{6}$/.test(digits)) {
        const found = state.list.people.filter((one) => one.code === digits);
        return found.length === 1 ? found[0] : null;
      }
      const wanted = crypto.subtle ? await digest(text.trim()) : "";
      return state.list.people.find((one) => one.qr === wanted) ?? null;
    }

    async function enter(text) {
      const person = await personOf(text);
      const isToday = session().day === new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
      if (!person || !session().open || !isToday) return askServer(text);
      const now = markOf(person.id);
      if (now && ATTENDED.includes(now.mark)) {
        show("known", person.name, say(words.already_in, { at: clock(now.since) }));
        return undefined;
      }
      show("good", person.name, words.is_in);
      return put([{ person: person.id, mark: "present", kind: "qr" }]);
    }

    /* Not on this list: the server knows which kind of wrong it is, and writes the attempt down. */
    async function askServer(text) {
      try {
        const response = await sync.post(urls.check_in, JSON.stringify({ session: state.session, code: text }));
        if (!response.ok) throw new Error();
        const answer = await response.json();
        const tone = { in: "good", already: "known", marked: "known" }[answer.state] ?? "bad";
        show(tone, answer.name ?? words.not_in, answer.text);
        if (tone !== "bad") sync.now();
      } catch {
        show("bad", words.not_in, words.unknown_offline);
      }
    }

    function enterOnce(text) {
      const now = Date.now();
      const isAgain = now - (seen.get(text) ?? 0) < SAME_AGAIN;
      seen.set(text, now);
      return isAgain ? undefined : enter(text);
    }

    /* ---------------------------------------------------------------- camera */

    async function localReader() {
      if (!("BarcodeDetector" in window)) return null;
      const formats = await BarcodeDetector.getSupportedFormats();
      return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
    }

    async function readHere() {
      return (await reader.detect(video)).map((code) => code.rawValue);
    }

    /* Small, gray and one at a time: a frame weighs some 20 kB. */
    async function readThere() {
      canvas.width = WIDTH;
      canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
      const pen = canvas.getContext("2d");
      pen.filter = "grayscale(1)";
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.7));
      const response = await sync.post(urls.scan, picture, "image/jpeg");
      if (!response.ok) throw new Error();
      return (await response.json()).codes;
    }

    async function watch() {
      while (stream) {
        try {
          if (video.videoWidth) for (const text of await (reader ? readHere() : readThere())) await enterOnce(text);
        } catch {
          if (stream && !reader) show("bad", words.not_in, words.no_reader);
        }
        await new Promise((resolve) => setTimeout(resolve, reader ? EVERY : EVERY_SENT));
      }
    }

    async function open() {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        $("camera-note").textContent = words.no_camera;
        return;
      }
      reader = await localReader().catch(() => null);
      $("camera-note").textContent = "";
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      watch();
    }

    function close() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      seen.clear();
      video.srcObject = null;
      video.hidden = true;
    }

    $("scan").addEventListener("click", () => {
      const isOpening = $("scan-panel").hidden;
      $("scan-panel").hidden = !isOpening;
      $("scan").setAttribute("aria-expanded", isOpening);
      if (isOpening) open();
      else close();
    });

    $("typed").addEventListener("submit", async (event) => {
      event.preventDefault();
      const box = event.target.elements.code;
      const text = box.value.trim();
      if (text) await enter(text);
      box.value = "";
      box.focus();
    });

    document.addEventListener("visibilitychange", () => {
      if (document.hidden && stream) $("scan").click();
    });
  }

  return { start };
})();
