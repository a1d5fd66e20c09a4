// Saves on the server, for the person alone, what is typed while it is typed. Without this script a button saves.
//
// A save counts only when the server's answer says which words it has: a page to sign in with is no receipt. Until
// then the copy on the device stays (kept_words.js).
import { keptForms } from "./kept_words.js";

const PAUSE = 2000; // milliseconds without a key
const PATIENCE = 15000; // while the server does not answer
const SAVED = ["subject", "content", "tags", "reason"];

const form = document.querySelector("form[data-draft]");
const copy = keptForms.get(form);
let timer;
let leaving = false;
let saving;

async function receipt() {
  const text = SAVED.map((name) => form.elements[name]?.value.replace(/\r\n/g, "\n") ?? "").join("\x1f");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function saySignedOut() {
  const link = document.createElement("a");
  link.href = `${copy.state.dataset.signIn}?${new URLSearchParams({ next: location.pathname + location.search })}`;
  link.textContent = copy.state.dataset.signInWords;
  copy.say(`${copy.state.dataset.signedOut} `);
  copy.state.append(link);
}

async function save() {
  const words = copy.typed();
  if (leaving || words === copy.shown) return;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("draft", "1");
  try {
    const expected = await receipt();
    saving = new AbortController();
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: document.visibilityState === "hidden", // outlives the page, for up to 64 kB
      signal: saving.signal,
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      saySignedOut();
      return;
    }
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("This is no receipt.");
    const { said, receipt: given } = await answer.json();
    copy.say(said);
    if (!answer.ok) return;
    if (given !== expected) throw new Error("The server has other words.");
    await copy.has(words);
  } catch {
    if (leaving) return;
    copy.sayKept();
    timer = window.setTimeout(save, PATIENCE);
  }
}

if (copy) {
  copy.ready.then(() => { if (copy.typed() !== copy.shown) timer = window.setTimeout(save, PAUSE); });
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview") return;
    leaving = true;
    window.clearTimeout(timer);
    saving?.abort();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  // Gone to another page before the pause was over.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
}
