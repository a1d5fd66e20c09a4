// Keeps on this device what is typed into a long form (`data-keep`), until the server has said that it has it.
//
// Computers are shared. So the copy of a signed-in person is sealed with a key that the server gives to them alone: it
// can be read again after a session that ran out, by the same account and no other. A copy of somebody without account
// stays in the tab. A copy goes when a page confirms that its words arrived (the cookie that accounts/sending.py sets),
// when it is thrown away, after a day, when another account opens a page, and with signing out (accounts/views.py).
const { reader = "", seal = "", kept, back, discard } = document.querySelector("script[data-forms]").dataset;
const OLDEST = 24 * 3600 * 1000; // milliseconds
const PREFIX = "draft:";
const SKIPPED = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const wasVisited = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const isSealed = Boolean(reader && seal && globalThis.crypto?.subtle);

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const key = isSealed && crypto.subtle.importKey("raw", bytes(seal), "AES-GCM", false, ["encrypt", "decrypt"]);

function inStore(act, store = isSealed ? "localStorage" : "sessionStorage") {
  try {
    return act(window[store]);
  } catch { // storage may be shut or full
    return null;
  }
}

async function close(words) {
  if (!isSealed) return { words };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(words));
  return { iv: hex(iv), words: hex(sealed) };
}

async function open(copy) {
  if (!isSealed) return copy.words;
  const iv = bytes(copy.iv);
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, bytes(copy.words)));
}

// Away with what is confirmed, old, or not this reader's. What is sealed stays for its owner, whoever is signed out.
function sweep() {
  const received = [...document.cookie.matchAll(/\breceived-(\w+)=/g)].map((match) => match[1]);
  for (const id of received) document.cookie = `received-${id}=; path=/; max-age=0; samesite=strict`;
  for (const store of ["localStorage", "sessionStorage"]) {
    inStore((copies) => {
      for (const name of Object.keys(copies).filter((one) => one.startsWith(PREFIX))) {
        let copy = {};
        try {
          copy = JSON.parse(copies.getItem(name));
        } catch { /* not ours to read: it goes */ }
        const owner = name.split(":")[1];
        const foreign = owner ? reader && owner !== reader : store === "localStorage";
        const old = !(Date.now() - copy.at < OLDEST);
        if (foreign || old || received.includes(copy.id)) copies.removeItem(name);
      }
    }, store);
  }
}

// Where a form leads, and which of the forms that lead there it is. (`form.action` may be one of its buttons.)
function placeOf(form) {
  const path = (one) => new URL(one.getAttribute("action") || location.href, location.href).pathname;
  const alike = [...document.querySelectorAll("form[data-keep]")].filter((one) => path(one) === path(form));
  return `${path(form)} ${alike.indexOf(form)}`;
}

class KeptForm {
  constructor(form) {
    this.form = form;
    this.place = form.dataset.keep || placeOf(form);
    this.state = form.querySelector("[data-kept-state]");
    if (!this.state) {
      this.state = document.createElement("p");
      this.state.className = "meta";
      this.state.role = "status";
      form.append(this.state);
    }
    this.id = hex(crypto.getRandomValues(new Uint8Array(16)));
    const isRefused = form.querySelector("[aria-invalid]") || document.querySelector("main .form-errors");
    this.shown = isRefused ? null : this.sent(); // what the server has
    this.writing = Promise.resolve();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    form.addEventListener("submit", () => this.markSent());
    // Whoever was faster than this script wrote something already. What a way back through the browser restored is not
    // offered either: it may have been sent.
    const isWritten = isRefused || (!wasVisited && this.typed() !== this.shown);
    if (!isWritten) this.shown = this.typed();
    this.ready = isWritten ? this.keep() : this.offer();
  }

  fields() {
    const isKept = (field) => field.name && (field.name === "seen" || !SKIPPED.includes(field.type)) && field.name !== "website";
    return [...this.form.elements].filter(isKept);
  }

  // Each control in its order; of boxes and buttons that one ticks, which they are and whether they are ticked.
  typed(value = (field) => field.value) {
    return JSON.stringify(this.fields().map((one) => (ticks(one) ? [one.name, one.value, one.checked] : [one.name, value(one)])));
  }

  // The same with the texts that stood on the page when it came.
  sent() {
    return this.typed((one) => (one.type === "textarea" || one.type === "text" ? one.defaultValue : one.value));
  }

  async name() {
    const digest = await globalThis.crypto?.subtle?.digest("SHA-256", new TextEncoder().encode(`${seal} ${this.place}`));
    return `${PREFIX}${reader}:${digest ? hex(digest).slice(0, 32) : this.place}`;
  }

  // One after the other, so that an older text never takes the place of a newer one.
  keep() {
    this.writing = this.writing.then(async () => {
      const words = this.typed();
      if (words === this.shown) return this.forget();
      const [name, closed] = [await this.name(), await close(words)];
      const copy = JSON.stringify({ at: Date.now(), id: this.id, ...closed });
      inStore((copies) => copies.setItem(name, copy));
    }).catch(() => {});
    return this.writing;
  }

  // What the server said that it has, as it was when it was sent.
  has(words) {
    this.shown = words;
    return this.keep();
  }

  async forget() {
    const name = await this.name();
    inStore((copies) => copies.removeItem(name));
  }

  async offer() {
    const name = await this.name();
    const copy = inStore((copies) => JSON.parse(copies.getItem(name)));
    if (!copy) return;
    const words = await open(copy).catch(() => null);
    if (!words || words === this.typed()) return;
    this.id = copy.id;
    this.fill(JSON.parse(words));
    this.say(back);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.textContent = discard;
    button.addEventListener("click", async () => {
      this.fill(JSON.parse(this.shown));
      await this.forget();
      this.say("");
    });
    this.state.append(" ", button);
  }

  fill(words) {
    const waiting = [...words];
    for (const field of this.fields()) {
      const index = waiting.findIndex(([name, value]) => name === field.name && (!ticks(field) || value === field.value));
      if (index < 0) continue;
      const [[, value, checked]] = waiting.splice(index, 1);
      if (ticks(field)) field.checked = checked;
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  say(words) {
    this.state.textContent = words;
  }

  sayKept() {
    this.say(kept);
  }

  // The page that confirms the sending names the copy by this, which is all that the server learns of it.
  markSent() {
    let field = this.form.elements.device_copy;
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "device_copy" });
      this.form.append(field);
    }
    field.value = this.id;
  }
}

sweep();
export const keptForms = new Map(Array.from(document.querySelectorAll("form[data-keep]"), (form) => [form, new KeptForm(form)]));
