// Says how many signs a text may still have as its limit comes near, and how many are too many. Nothing is ever cut.
const { left, over } = document.querySelector("script[data-forms]").dataset;
const NEAR = 0.1; // of the limit
const PAUSE = 400; // milliseconds, so that readers of screens are not told at every key

// As the server counts: whole signs, and two for a new line.
const length = (field) => [...field.value.replace(/\r?\n/g, "\r\n")].length;

function watch(field) {
  const limit = Number(field.dataset.limit);
  const state = document.createElement("p");
  state.className = "field__limit";
  state.role = "status";
  field.after(state);
  let timer;
  const tell = () => {
    const rest = limit - length(field);
    state.textContent = rest < 0 ? over.replace("[n]", -rest) : rest <= Math.max(10, limit * NEAR) ? left.replace("[n]", rest) : "";
    state.classList.toggle("field__error", rest < 0);
  };
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(tell, PAUSE);
  });
  if (field.value) tell();
}

for (const field of document.querySelectorAll("[data-limit]")) watch(field);
