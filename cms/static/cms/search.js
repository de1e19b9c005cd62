/* Suggestions below a search box while somebody types. Without this file the box sends as ever. */
(() => {
  const WAIT = 150;

  function equip(input) {
    const list = document.createElement("div");
    list.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    list.hidden = true;
    input.after(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": list.id, autocomplete: "off",
    })) input.setAttribute(name, value);

    let timer = 0;
    let asked = null;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const active = () => list.querySelector("[aria-selected=true]");

    function close() {
      clearTimeout(timer);
      asked?.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(option) {
      active()?.removeAttribute("aria-selected");
      input.removeAttribute("aria-activedescendant");
      if (!option) return;
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    async function ask() {
      asked?.abort();
      asked = new AbortController();
      const address = new URL(input.dataset.suggestions, window.location);
      address.searchParams.set("q", input.value);
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (!answer.ok) return close();
        list.innerHTML = await answer.text();
      } catch {
        return; // a later question has taken its place, or there is no network: nothing to offer
      }
      options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
      const isOpen = options().length > 0 && document.activeElement === input;
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", String(isOpen));
      input.removeAttribute("aria-activedescendant");
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < 2) return close();
      timer = setTimeout(ask, WAIT);
    });

    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation(); // a menu around the box stays open
        return close();
      }
      if (event.key === "Enter" && !list.hidden && active()) {
        event.preventDefault();
        return active().click();
      }
      if (list.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      // One step before the first stands the box itself.
      const all = [null, ...options()];
      const step = event.key === "ArrowDown" ? 1 : all.length - 1;
      choose(all[(all.indexOf(active()) + step) % all.length]);
    });

    // The pointer must not take the focus away before its click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    input.addEventListener("blur", close);
  }

  document.querySelectorAll("input[data-suggestions]").forEach(equip);
})();
