// Brings what helps with forms to the pages that have one; the words of all of it stand on this script's own tag.
// Without script the server says the same after the form was sent.
const needs = {
  "./limits.js": () => document.querySelector("[data-limit]"),
  "./sending.js": () => document.querySelector("form[method=post]"),
  "./kept_words.js": () => document.querySelector("form[data-keep]") || /\breceived-/.test(document.cookie) || holdsCopies(),
};

function holdsCopies() {
  try {
    return [localStorage, sessionStorage].some((copies) => Object.keys(copies).some((name) => name.startsWith("draft:")));
  } catch { // storage is shut
    return false;
  }
}

for (const [script, isNeeded] of Object.entries(needs)) if (isNeeded()) import(script);
