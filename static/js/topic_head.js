// What stands around the posts of an open topic page, its title, its question, its poll, whether it is locked, is put in
// the place of what stood there when it has changed. Where somebody is filling in a form, only what lies outside of it is:
// a line above the form says so. The parts come from the server, as this reader may see them.
import { steadily } from "./steady.js";

const partsOf = (root) => [...root.querySelectorAll("[data-part]")];
const drawn = new Map(partsOf(document).map((part) => [part.id, wordOf(part)])); // as the server last drew each
const due = new Set(); // moments at which something closes, and that were looked at

// What a part says, whichever its form's token is, and whatever is unfolded.
function wordOf(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((token) => token.remove());
  copy.querySelectorAll("details").forEach((details) => details.removeAttribute("open"));
  return copy.innerHTML;
}

// The form that somebody is in, or has left something in that is not sent.
function formInUse(part) {
  return [...part.querySelectorAll("form")].find((form) => [...form.elements].some((field) =>
    field.matches("[type=radio], [type=checkbox]")
      ? field.checked !== field.defaultChecked || field === document.activeElement
      : field.matches("textarea, input:not([type=hidden])")
        && (field.value !== field.defaultValue || field === document.activeElement)));
}

// What was unfolded stays so, and a link or button that had the focus has it again.
function replace(here, fresh) {
  const stops = (root) => [...root.querySelectorAll("a, button, summary")];
  const focused = stops(here).indexOf(document.activeElement);
  const folded = [...here.querySelectorAll("details")];
  here.replaceChildren(...fresh.childNodes);
  here.querySelectorAll("details").forEach((details, number) => {
    const before = folded[number];
    const name = (one) => one && (one.id || one.querySelector("summary").textContent); // a fold's line may hold numbers
    if (name(before) === name(details)) details.open = before.open;
  });
  if (focused >= 0) stops(here)[focused]?.focus({ preventScroll: true });
}

function replaceAround(here, fresh, form) {
  const [before, now] = [here, fresh].map((part) => part.querySelector("[data-shown] h2")?.id);
  const shown = [here, fresh].map((part) => [...part.querySelectorAll("[data-shown]")]);
  if (before === now) shown[0].forEach((outside, number) => shown[1][number] && replace(outside, shown[1][number]));
  const note = here.querySelector("[data-note]");
  const counts = [...fresh.querySelectorAll("form")].some((other) => other.getAttribute("action") === form.getAttribute("action"));
  note.textContent = counts ? note.dataset.changed : note.dataset.over;
  note.hidden = false;
}

export function showHead(page) {
  for (const fresh of partsOf(page)) {
    const here = document.getElementById(fresh.id);
    const word = wordOf(fresh);
    if (!here || drawn.get(fresh.id) === word) continue;
    drawn.set(fresh.id, word);
    here.dataset.until = fresh.dataset.until ?? "";
    const form = formInUse(here);
    steadily(() => (form ? replaceAround(here, fresh, form) : replace(here, fresh)));
  }
}

// When a question or a poll closes by itself, nobody tells.
export function whenOver(look) {
  for (const { dataset } of partsOf(document)) {
    const wait = Number(dataset.until) * 1000 - Date.now();
    if (!dataset.until || due.has(dataset.until) || wait > 24 * 3600 * 1000) continue;
    due.add(dataset.until);
    window.setTimeout(look, Math.max(wait, 0) + Math.random() * 5_000);
  }
}
