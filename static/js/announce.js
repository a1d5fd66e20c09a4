// While an event is being typed, show its rhythm in words and its next dates. Without this script a button does it.
const form = document.querySelector("[data-announce]");
const place = form?.querySelector("[data-preview]");
const button = form?.querySelector("[name=preview]");
let asked = 0;

// What the choices mean from the day on that was typed: "every 2nd Thursday of the month".
function nameRhythms() {
  const choices = new Map([...form.elements.rhythm.options].map((one) => [one.value, one]));
  for (const said of place.querySelectorAll("[data-rhythms] option")) {
    const choice = choices.get(said.value);
    if (choice) choice.textContent = said.label;
  }
}

async function preview() {
  const typed = new URLSearchParams();
  for (const name of ["day", "hour", "rhythm", "own_rule", "ends_on", "count"]) {
    const field = form.elements[name];
    if (field?.value) typed.set(name, field.value);
  }
  if (!typed.has("day")) return false;
  const mine = ++asked;
  try {
    const answer = await fetch(`${form.dataset.announce}?${typed}`, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return false;
    const drawn = await answer.text();
    if (mine === asked) {
      place.innerHTML = drawn;
      nameRhythms();
    }
    return place.querySelector("li") !== null;
  } catch {
    return false;
  }
}

// The button shows them right here; where that fails, or nothing can be shown, the form says why, as without script.
async function show(event) {
  event.preventDefault();
  if (!(await preview())) {
    button.removeEventListener("click", show);
    button.click();
  }
}

form?.addEventListener("change", preview);
button?.addEventListener("click", show);
