// The piece of work that stands in for a captcha (engine/proof_of_work.py): find the number whose hash is the challenge.
// It begins when somebody begins to type, or at once where a form was turned back. Without this script, or where the
// browser has no WebCrypto, the form is sent without it and the server asks for patience instead.
const state = document.querySelector("[data-work]");
const form = state?.closest("form");
const field = form?.elements.work;
const AT_ONCE = 500; // hashes between two breaths, so that typing stays smooth
let working;
let tried = false;

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve({ algorithm, challenge, salt, signature, maxNumber }) {
  const text = new TextEncoder();
  for (let first = 0; first <= maxNumber; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const hashes = await Promise.all(numbers.map((number) => crypto.subtle.digest(algorithm, text.encode(salt + number))));
    const found = hashes.findIndex((hash) => hex(hash) === challenge);
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  return "";
}

function work() {
  working ??= solve(JSON.parse(state.dataset.work)).then((answer) => { field.value = answer; }, () => {});
  return working;
}

if (field && globalThis.crypto?.subtle) {
  if ("workNow" in state.dataset) work();
  form.addEventListener("focusin", work, { once: true });
  form.addEventListener("submit", async (event) => {
    if (field.value || tried) return;
    event.preventDefault();
    tried = true;
    state.hidden = false;
    await work();
    form.requestSubmit(event.submitter);
  });
}
