// Copies a text with one tap, or hands it to the phone's own sharing. Without this script one selects it, that is all.
const said = document.getElementById("copied");

async function copy(text) {
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    said.textContent = said.dataset.done;
  } catch {
    // No right to the clipboard, or a page without TLS: the old way still works in most browsers.
    said.textContent = document.execCommand("copy") ? said.dataset.done : said.dataset.failed;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.share);
    try {
      await navigator.share({ text: text.value });
    } catch (refused) {
      // Whoever closed the phone's list wants nothing; a phone that refuses leaves the text to be copied.
      if (refused.name !== "AbortError") await copy(text);
    }
  });
}
