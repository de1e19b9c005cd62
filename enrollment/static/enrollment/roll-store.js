/* What the roll call keeps in the browser: lists, marks that are not sent yet, the device's key. */
const RollStore = (() => {
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("roll-call", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("lists");
        request.result.createObjectStore("devices");
        request.result.createObjectStore("queue", { keyPath: "id" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  /* Done only when it is on the disk: then a mark may be called kept. */
  async function run(store, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const key = (account, code) => `${account} ${code}`;

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  return {
    newId,
    list: (account, code) => run("lists", "readonly", (s) => s.get(key(account, code))),
    keepList: (account, code, list) => run("lists", "readwrite", (s) => s.put(list, key(account, code))),

    /* The marks of everybody who works here stay until they are sent; their lists do not. */
    async forgetListsOfOthers(account) {
      const keys = await run("lists", "readonly", (s) => s.getAllKeys());
      const others = keys.filter((one) => !one.startsWith(`${account} `));
      if (!others.length) return;
      await run("lists", "readwrite", (s) => others.forEach((one) => s.delete(one)));
      if (self.caches) await caches.delete("roll-call");
    },

    async device(account) {
      const known = await run("devices", "readonly", (s) => s.get(account));
      if (known) return known;
      const made = newId();
      await run("devices", "readwrite", (s) => s.put(made, account));
      return made;
    },

    add: (marks) => run("queue", "readwrite", (s) => marks.forEach((mark) => s.put(mark))),
    remove: (ids) => run("queue", "readwrite", (s) => ids.forEach((id) => s.delete(id))),
    async unsent(account) {
      const all = await run("queue", "readonly", (s) => s.getAll());
      return all.filter((mark) => mark.account === account).sort((a, b) => a.at - b.at);
    },
  };
})();
