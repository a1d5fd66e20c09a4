// Keyboard shortcuts of the forum. Without this script everything has its link or its button. They can be switched off
// (WCAG 2.1.4), never answer while one types, and leave alone what is pressed together with Ctrl, Alt or Meta.
const door = document.querySelector("[data-keys]"); // on every page but the one that lists them
const STORED = "forum-keys";
let off = false;

try {
  off = localStorage.getItem(STORED) === "off";
} catch {
  // storage may be shut: then they are on until this page is left
}

function switchTo(on) {
  off = !on;
  try {
    if (off) localStorage.setItem(STORED, "off");
    else localStorage.removeItem(STORED);
  } catch {
    // then the choice holds for this page
  }
}

// The switch stands on the page that lists the shortcuts, and in the dialog that shows the same list.
function offerSwitch(root) {
  const line = root.querySelector("[data-keys-switch]");
  if (!line) return;
  const tick = line.querySelector("input");
  line.hidden = false;
  tick.checked = !off;
  tick.addEventListener("change", () => switchTo(tick.checked));
}

// Messages of a topic, else the rows of a list; each with what is given the focus.
function items() {
  const posts = [...document.querySelectorAll(".posts > .post")];
  if (posts.length) return posts.map((post) => [post, post]);
  const rows = [...document.querySelectorAll(".topic-item, .forum-item")].filter((row) => row.checkVisibility?.() ?? true);
  return rows.map((row) => [row, row.querySelector("h3 a")]);
}

function step(by) {
  const all = items();
  if (!all.length) return;
  let at = all.findIndex(([item]) => item.contains(document.activeElement));
  if (at < 0) {
    // Nothing is chosen yet: begin with what one sees first.
    at = all.findIndex(([item]) => item.getBoundingClientRect().bottom > 0) - (by > 0 ? 1 : 0);
  }
  const [item, target] = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (target === item) item.tabIndex = -1;
  target.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const here = document.activeElement?.closest(".post");
  (here?.querySelector(selector) ?? document.querySelector(`.posts > .post:last-of-type ${selector}`))?.click();
}

function answer() {
  const field = document.querySelector(".forum-form textarea");
  (field ?? document.querySelector("[data-answer]"))?.focus();
}

function search() {
  const field = document.querySelector("main input[type=search]");
  if (field) field.focus();
  else window.location.assign(door.dataset.search);
}

async function help() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  try {
    const page = await fetch(door.href, { credentials: "same-origin" });
    const list = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-keys-list]");
    dialog.append(document.importNode(list, true));
  } catch {
    window.location.assign(door.href); // the page says the same
    return;
  }
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = door.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  dialog.setAttribute("aria-label", door.textContent);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  offerSwitch(dialog);
  dialog.showModal();
}

const SHORTCUTS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.closest(".topic-item, .forum-item")?.querySelector("h3 a").click(),
  r: answer,
  q: () => press("[data-quote]"),
  u: () => door.dataset.unread && window.location.assign(door.dataset.unread),
  "/": search,
  "?": help,
};

function isTyping(target) {
  return target.isContentEditable || target.closest?.("input, textarea, select, dialog");
}

document.addEventListener("keydown", (event) => {
  if (!door || off || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const shortcut = Object.hasOwn(SHORTCUTS, event.key) && SHORTCUTS[event.key];
  if (!shortcut) return;
  event.preventDefault();
  shortcut();
});

offerSwitch(document);
