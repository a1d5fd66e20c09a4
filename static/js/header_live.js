// The counts in the head of a signed-in person's page are fetched anew when they have changed. Without this script they
// are those of the moment when the page was made.
import { keepUp } from "./live_socket.js";

const counts = document.querySelector("[data-counts]");

async function ask() {
  const answer = await fetch(counts.dataset.counts, { credentials: "same-origin", redirect: "error" });
  if (answer.status === 403) return "over"; // signed out, in another window say
  if (!answer.ok) throw new Error(answer.statusText);
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  if (fresh.innerHTML === counts.innerHTML) return "same";
  const focused = counts.contains(document.activeElement) && document.activeElement.getAttribute("href");
  counts.replaceChildren(fresh.content);
  if (focused) counts.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return "new";
}

// What waits may be other things than before, and as many.
const look = async () => {
  const found = await ask();
  document.dispatchEvent(new Event("counted"));
  return found;
};
const lookNow = () => look().catch(() => {});
let missed = false; // whether news may have passed while no socket was open
const state = (open) => {
  if (open && missed) lookNow();
  missed = !open;
  counts.dataset.live = open ? "on" : "off";
};

if (counts) {
  // A topic's page has a socket already, which tells of this as well.
  if (document.querySelector("[data-since]")) document.addEventListener("counts", lookNow);
  else keepUp("/ws/counts/", { told: ({ event }) => { if (event === "counts") lookNow(); }, ask: look, state });
}
