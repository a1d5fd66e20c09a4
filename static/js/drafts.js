// Saves what is typed while it is typed: on the server for the person alone, and on this device only for as long as the
// server does not have it. Without this script a button saves.
//
// Computers are shared. So a copy on the device bears the number of its account; it goes as soon as the server has the
// words, when they are sent or thrown away, after a day, and whenever a page of the forum is opened by somebody else or by
// nobody. Signing out empties the device's storage for this site as well (accounts/views.py).
const PAUSE = 2000; // milliseconds without a key
const PATIENCE = 15000; // while the server does not answer
const OLDEST = 24 * 3600 * 1000; // milliseconds
const PREFIX = "draft:";

const form = document.querySelector("form[data-draft]");
const key = form && PREFIX + form.dataset.draft;
const state = form?.querySelector("[data-draft-state]");
const fields = [...(form?.querySelectorAll("textarea, input[type=text], input[name=seen]") ?? [])];
const typed = () => JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value])));
let saved = form && typed();
let timer;
let leaving = false;
let saving;

function storage(act) {
  try {
    return act(window.localStorage);
  } catch { // storage may be shut or full: then the server's copy is all there is
    return null;
  }
}

const forget = () => storage((copies) => copies.removeItem(key));
const remember = () => storage((copies) => copies.setItem(key, JSON.stringify({ at: Date.now(), words: typed() })));

function clearForeign() {
  const { reader } = document.querySelector("script[data-reader]").dataset;
  const mine = reader && `${PREFIX}${reader}:`;
  storage((copies) => {
    for (const name of Object.keys(copies).filter((name) => name.startsWith(PREFIX))) {
      let old = true;
      try {
        old = Date.now() - JSON.parse(copies.getItem(name)).at > OLDEST;
      } catch { /* not ours to read: it goes */ }
      if (old || !mine || !name.startsWith(mine)) copies.removeItem(name);
    }
  });
}

async function save() {
  const words = typed();
  if (leaving || words === saved) return;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("draft", "1");
  try {
    saving = new AbortController();
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: document.visibilityState === "hidden", // outlives the page, for up to 64 kB
      signal: saving.signal,
    });
    state.textContent = (await answer.json()).said;
    if (!answer.ok) return;
    saved = words;
    if (typed() === words) forget();
  } catch {
    if (leaving) return;
    state.textContent = state.dataset.offline;
    timer = window.setTimeout(save, PATIENCE);
  }
}

function offer() {
  const copy = storage((copies) => JSON.parse(copies.getItem(key)));
  if (!copy || copy.words === saved) return;
  const words = JSON.parse(copy.words);
  for (const field of fields) field.value = words[field.name] ?? field.value;
  state.textContent = state.dataset.offline;
  timer = window.setTimeout(save, PAUSE);
}

clearForeign();
if (form) {
  if (!form.querySelector("[aria-invalid]")) offer();
  form.addEventListener("input", () => {
    remember();
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview") return;
    leaving = true;
    window.clearTimeout(timer);
    saving?.abort();
    forget();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  // Gone to another page before the pause was over.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
}
