// Copies a text with one tap. Without this script one selects it, that is all.
const said = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = said.dataset.done;
    } catch {
      // No right to the clipboard, or a page without TLS: the old way still works in most browsers.
      said.textContent = document.execCommand("copy") ? said.dataset.done : said.dataset.failed;
    }
  });
}
