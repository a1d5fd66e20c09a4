// Above the text area a toolbar that types Markdown; the preview without leaving the page. Without this script one types
// the signs, and the preview is a page of its own.
import { type } from "./typing.js";

const form = document.querySelector("form[data-writing]");
const area = form?.elements.content;
const toolbar = form?.querySelector(".toolbar");

function around(sign) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  const inside = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign;
  if (inside) { // again takes it away
    type(area, words, start - sign.length, end + sign.length);
    area.setSelectionRange(start - sign.length, end - sign.length);
  } else {
    type(area, sign + words + sign, start, end);
    area.setSelectionRange(start + sign.length, end + sign.length);
  }
}

function wholeLines() {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.value.indexOf("\n", area.selectionEnd);
  return [start, end < 0 ? area.value.length : end];
}

function lines(sign) {
  const [start, end] = wholeLines();
  const old = area.value.slice(start, end).split("\n");
  const marked = old.every((line) => line.startsWith(sign));
  const apart = !marked && start > 0 && area.value.slice(start - 2, start) !== "\n\n" ? "\n" : "";
  type(area, apart + old.map((line) => (marked ? line.slice(sign.length) : sign + line)).join("\n"), start, end);
}

function block(sign) {
  const [start, end] = wholeLines();
  const close = sign.split(" ")[0];
  const before = start > 0 ? "\n" : "";
  type(area, `${before}${sign}\n${area.value.slice(start, end)}\n${close}\n`, start, end);
  const inside = start + before.length + sign.length + 1;
  area.setSelectionRange(inside, inside + (end - start));
}

function link() {
  const start = area.selectionStart;
  const words = area.value.slice(start, area.selectionEnd);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  type(area, isAddress ? `[](${words})` : `[${words}](https://)`);
  const place = isAddress ? start + 1 : start + words.length + 3;
  area.setSelectionRange(place, isAddress ? place : place + "https://".length);
}

function note() {
  const numbers = [...area.value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const name = `[^${Math.max(0, ...numbers) + 1}]`;
  type(area, name, area.selectionEnd, area.selectionEnd);
  type(area, `${area.value.endsWith("\n") ? "" : "\n"}\n${name}: `, area.value.length, area.value.length);
}

function press(button) {
  const { around: sign, lines: start, block: fence } = button.dataset;
  const manyLines = area.value.slice(area.selectionStart, area.selectionEnd).includes("\n");
  if (sign && !(fence && manyLines)) around(sign);
  else if (start) lines(start);
  else if (fence) block(fence);
  else if ("link" in button.dataset) link();
  else note();
}

if (toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  area.before(toolbar);
  toolbar.setAttribute("aria-controls", area.id);
  toolbar.hidden = false;
  for (const [number, button] of buttons.entries()) {
    button.tabIndex = number ? -1 : 0;
    button.addEventListener("click", () => press(button));
  }
  // One stop of the Tab key; inside, the arrows lead on.
  toolbar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const next = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here ? here - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    buttons[here].tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = toolbar.querySelector(`[aria-keyshortcuts="Control+${event.key.toUpperCase()}"]`);
    if (!button) return;
    event.preventDefault();
    press(button);
  });
}

async function preview(button) {
  const typed = new FormData(form, button);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  const answer = await fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.querySelector(".post--preview");
  if (!shown) throw new Error("The server has something else to say.");
  form.parentElement.querySelector(".post--preview")?.remove();
  form.before(shown);
  shown.querySelector("#preview").focus();
}

form?.querySelector("button[name=preview]")?.addEventListener("click", async (event) => {
  if (event.target.dataset.plain || !form.reportValidity()) return;
  event.preventDefault();
  try {
    await preview(event.target);
  } catch { // refused or out of reach: the page of its own tells
    event.target.dataset.plain = "1";
    event.target.click();
  }
});
