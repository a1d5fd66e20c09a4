// While an event is being typed, show its rhythm in words and its next dates. Without this script a button does it.
const form = document.querySelector("[data-announce]");
const place = form?.querySelector("[data-preview]");
let asked = 0;

async function preview() {
  const typed = new URLSearchParams();
  for (const name of ["day", "hour", "rhythm", "own_rule", "ends_on", "count"]) {
    const field = form.elements[name];
    if (field?.value) typed.set(name, field.value);
  }
  if (!typed.has("day")) return;
  const mine = ++asked;
  const answer = await fetch(`${form.dataset.announce}?${typed}`, { credentials: "same-origin" });
  if (answer.ok && mine === asked) place.innerHTML = await answer.text();
}

form?.addEventListener("change", preview);
