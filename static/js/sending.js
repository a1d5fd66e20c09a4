// One press sends once: what follows while the first is under way does nothing. The server sees to it as well
// (accounts/sending.py), for whoever has no script. A page that is come back to can send again.
const PATIENCE = 10_000; // milliseconds after which no page has come and one may try again: a file was saved instead
const under = new WeakMap();

function release(form) {
  for (const button of under.get(form) ?? []) button.disabled = false;
  under.delete(form);
}

document.addEventListener("submit", (event) => {
  const { target: form } = event;
  if (form.getAttribute("method") !== "post") return;
  if (under.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return; // another script goes on with it, and sends it by itself
  const buttons = [...form.elements].filter((one) => one.type === "submit" && !one.disabled);
  under.set(form, buttons);
  window.setTimeout(() => { for (const button of buttons) button.disabled = true; }); // the pressed one is sent first
  window.setTimeout(release, PATIENCE, form);
});

window.addEventListener("pageshow", () => { for (const form of document.forms) release(form); });
