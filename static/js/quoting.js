// Quotes what is marked in a post, or the whole post, into the reply below. Without this script the link « Quote » of a
// post leads to a page with its words in the text area.
import { type } from "./typing.js";

const button = document.querySelector("[data-quote-selection]");
const area = document.querySelector("form[data-writing]")?.elements.content;

function insert(quote) {
  const end = area.value.length;
  const apart = end === 0 ? "" : area.value.endsWith("\n\n") ? "" : area.value.endsWith("\n") ? "\n" : "\n\n";
  type(area, apart + quote, end, end);
  area.scrollIntoView({ block: "center" });
}

function marked() {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  if (!words || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const body = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".posts .post__body");
  return body ? { words, range, post: body.closest(".post") } : null;
}

function quoteMarked() {
  const { words, post } = marked() ?? {};
  if (!words) return;
  const name = post.querySelector(".post__name").textContent.trim().replace(/[\\[\]*_`<>]/g, "\\$&");
  const address = post.querySelector(".post__author .meta a").getAttribute("href");
  const head = button.dataset.head.replace("NAME", () => name).replace("ADDRESS", () => address);
  insert(["", ...words.split(/\n+/)].reduce((quote, line) => `${quote}> ${line}`.trimEnd() + "\n", `> ${head}\n`) + "\n");
  button.hidden = true;
}

if (button && area) {
  document.addEventListener("selectionchange", () => {
    const found = marked();
    button.hidden = !found;
    if (!found) return;
    // Right behind the post in the order of the Tab key, and beside the words on the screen.
    if (found.post.lastElementChild !== button) found.post.append(button);
    const words = found.range.getBoundingClientRect();
    const post = found.post.getBoundingClientRect();
    button.style.insetBlockStart = `${words.bottom - post.top + 6}px`;
    button.style.insetInlineStart = `${Math.max(0, Math.min(words.left - post.left, post.width - button.offsetWidth))}px`;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // which would unmark the words
  button.addEventListener("click", quoteMarked);
}

for (const link of area ? document.querySelectorAll("a[data-quote]") : []) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      insert((await answer.json()).quote);
    } catch {
      window.location.assign(link.href);
    }
  });
}
