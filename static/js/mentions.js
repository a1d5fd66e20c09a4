// Behind an @, offers the people one may mention here. Without this script one types the name.
import { type } from "./typing.js";

const list = document.querySelector("[data-people]");
const area = list?.closest("form").elements.content;
const BEGUN = /(?:^|[\s(])@([^\n@]{1,40})$/;
const LIFTED = 500; // milliseconds after which a lifted finger will click nothing any more
let asked = 0;
let chosen = -1;
let nobody = null; // a beginning that nobody's name has: longer ones need no asking
let pressed = false; // between a finger's coming down and what it does

const begun = () => (area.selectionStart === area.selectionEnd ? area.value.slice(0, area.selectionEnd).match(BEGUN)?.[1] : null);

function close() {
  asked += 1; // an answer on its way comes too late
  list.hidden = true;
  list.replaceChildren();
  area.removeAttribute("aria-activedescendant");
}

function choose(number) {
  chosen = (number + list.children.length) % list.children.length;
  for (const [index, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(index === chosen));
  area.setAttribute("aria-activedescendant", list.children[chosen].id);
}

function take(name) {
  const end = area.selectionEnd;
  type(area, `${name} `, end - begun().length, end);
  close();
}

function show(names) {
  list.replaceChildren(...names.map((name, number) => {
    const option = document.createElement("li");
    option.id = `people-${number}`;
    option.role = "option";
    option.textContent = name;
    option.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
    return option;
  }));
  list.hidden = false;
  choose(0);
}

async function offer() {
  const words = begun();
  if (!words || (nobody !== null && words.startsWith(nobody))) return close();
  const mine = ++asked;
  const address = `${list.dataset.people}?${new URLSearchParams({ q: words })}`;
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const { names } = await answer.json();
  if (mine !== asked || pressed) return; // nothing may move from under a finger
  if (names.length) show(names);
  else {
    nobody = words;
    close();
  }
}

if (area) {
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.addEventListener("input", offer);
  // Closing moves what is below. So it waits until the finger that took the focus away has pressed what it aims at.
  const settle = () => {
    pressed = false;
    if (document.activeElement !== area) close();
  };
  area.addEventListener("blur", () => { if (!pressed) close(); });
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  document.addEventListener("click", settle, true);
  document.addEventListener("pointercancel", settle, true);
  document.addEventListener("pointerup", () => { window.setTimeout(settle, LIFTED); }, true);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const act = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => take(list.children[chosen].textContent),
      Tab: () => take(list.children[chosen].textContent),
      Escape: close,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
