// Brings what helps with forms to the pages that have one; the words of all of it stand on this script's own tag.
// Without script the server says the same after the form was sent.
const needs = [
  [() => document.querySelector("[data-limit]"), () => import("./limits.js")],
  [() => document.querySelector("form[method=post]"), () => import("./sending.js")],
  [
    () => document.querySelector("form[data-keep]") || /\breceived-/.test(document.cookie) || holdsCopies(),
    () => import("./kept_words.js"),
  ],
]; // each name in full: what serves the scripts puts the name of the file as it is kept in its place

function holdsCopies() {
  try {
    return [localStorage, sessionStorage].some((copies) => Object.keys(copies).some((name) => name.startsWith("draft:")));
  } catch { // storage is shut
    return false;
  }
}

for (const [isNeeded, bring] of needs) if (isNeeded()) bring();
