// Checks the signed record of a QR code on the device itself: nothing is sent anywhere.
// The form of a record is described in certificates/signing/record.py.
"use strict";
(() => {
  const PURPOSE = new TextEncoder().encode("taphuan-record-1\n");
  const VERSION = 1;
  const SAMPLE = 0x80;
  const SIGNATURE = 64;
  const FIXED = 9;
  const LONGEST = 400;
  const text = new TextDecoder("utf-8", { fatal: true });
  const holder = document.getElementById("record-keys");
  const keys = holder ? JSON.parse(holder.textContent) : [];

  // Bytes of base64url, only as our own writer spells them.
  function bytesOf(written) {
    if (!/^[A-Za-z0-9_-]+$/.test(written) || written.length % 4 === 1) throw new Error("form");
    const plain = atob(written.replace(/-/g, "+").replace(/_/g, "/"));
    const again = btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    if (again !== written) throw new Error("form");
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  const importKey = (raw) => crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);

  async function canCheck() {
    try {
      await importKey(bytesOf(keys[0].x));
      return true;
    } catch {
      return false;
    }
  }

  function factsOf(payload, key) {
    let at = 7;
    const next = (length) => text.decode(payload.subarray(at, (at += length)));
    const serial = next(payload[at++]);
    const fullName = next(payload[at++]);
    const day = new Date(((payload[5] << 8) | payload[6]) * 86400000);
    const two = (number) => String(number).padStart(2, "0");
    return {
      serial,
      full_name: fullName,
      class_title: text.decode(payload.subarray(at)),
      issued_on: `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`,
      key_id: key.id,
      is_sample: Boolean(payload[0] & SAMPLE),
      is_test_key: key.is_test,
      is_name_hidden: !fullName,
    };
  }

  // [outcome, facts]: genuine, altered, key or form.
  async function check(typed) {
    const record = typed.replace(/\s+/g, "").split("#").pop();
    let body;
    try {
      if (record.length > LONGEST) return ["form"];
      body = bytesOf(record);
    } catch {
      return ["form"];
    }
    if (body.length < FIXED + SIGNATURE || (body[0] & ~SAMPLE) !== VERSION) return ["form"];
    const id = Array.from(body.subarray(1, 5), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const key = keys.find((one) => one.id === id);
    if (!key) return ["key"];
    const payload = body.subarray(0, -SIGNATURE);
    const message = new Uint8Array(PURPOSE.length + payload.length);
    message.set(PURPOSE);
    message.set(payload, PURPOSE.length);
    const known = await importKey(bytesOf(key.x));
    const fits = await crypto.subtle.verify({ name: "Ed25519" }, known, body.subarray(-SIGNATURE), message);
    return fits ? ["genuine", factsOf(payload, key)] : ["altered"];
  }

  function show(results, [outcome, facts]) {
    for (const one of results.querySelectorAll("[data-outcome]")) one.hidden = one.dataset.outcome !== outcome;
    if (!facts) return;
    for (const one of results.querySelectorAll("[data-fact]")) one.textContent = facts[one.dataset.fact];
    for (const one of results.querySelectorAll("[data-if]")) one.hidden = !facts[one.dataset.if];
  }

  async function offerPhoto(form, box) {
    if (!("BarcodeDetector" in window)) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const field = form.querySelector("[data-photo]");
    field.hidden = false;
    field.querySelector("input").addEventListener("change", async (event) => {
      const picture = await createImageBitmap(event.target.files[0]);
      const [found] = await detector.detect(picture);
      box.value = found ? found.rawValue : "";
      form.requestSubmit();
    });
  }

  async function startForm(form) {
    // Without Ed25519 in the browser the form is sent, and the server checks.
    if (!(await canCheck())) return;
    const results = document.querySelector("[data-record-results]");
    const box = form.querySelector("textarea");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      show(results, await check(box.value));
      results.scrollIntoView({ block: "nearest" });
    });
    document.querySelector("[data-ready]").hidden = false;
    offerPhoto(form, box).catch(() => {});
    if (location.hash.length > 1) {
      box.value = location.href;
      show(results, await check(box.value));
    }
  }

  // A scanned code opens the page of its certificate; the record behind "#" never reached the server.
  async function compareWithRegister(place) {
    if (location.hash.length < 2 || !(await canCheck())) return;
    const [outcome, facts] = await check(location.hash);
    if (outcome === "form" || outcome === "key") return;
    const isSame = outcome === "genuine" && facts.serial === place.dataset.serial;
    place.querySelector(`[data-outcome="${isSame ? "same" : "other"}"]`).hidden = false;
  }

  const form = document.querySelector("[data-record-form]");
  const place = document.querySelector("[data-record-from-address]");
  if (form) startForm(form);
  if (place) compareWithRegister(place);
})();
