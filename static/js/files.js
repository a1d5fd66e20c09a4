// Says before the upload what the server would say after it: too many files, or one too large. While they are sent and
// cleaned, which takes seconds, the form says so. Without this script the same is told once the form was sent.
for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  const { form } = input;
  const state = form.querySelector("[data-cleaning]");
  const { most, megabytes, tooMany, tooLarge } = input.dataset;

  const check = () => {
    const kept = form.querySelectorAll("input[name=kept]:checked").length;
    const large = Array.from(input.files).find((file) => file.size > megabytes * 2 ** 20);
    const wrong = large ? `${large.name} — ${tooLarge}` : "";
    input.setCustomValidity(input.files.length && kept + input.files.length > most ? tooMany : wrong);
  };

  form.addEventListener("change", (event) => {
    check();
    if (event.target === input) input.reportValidity();
  });
  form.addEventListener("submit", () => { state.hidden = !input.files.length; });
  addEventListener("pageshow", () => { state.hidden = true; });
}
