// An open list of what waits says that it is no longer what waits. It stays as it is under the eyes of who works through
// it: a link shows the new one. Without this script one reloads the page.
const list = document.querySelector("[data-queue]");
const news = document.querySelector("[data-queue-news]");

function wordOf(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[data-queue-news], [name=csrfmiddlewaretoken]").forEach((other) => other.remove());
  return copy.innerHTML;
}

const drawn = wordOf(list);
document.addEventListener("counted", async () => {
  const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "error" }).catch(() => {});
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (wordOf(page.querySelector("[data-queue]")) === drawn) news.replaceChildren();
  else if (!news.hasChildNodes()) news.append(news.nextElementSibling.content.cloneNode(true));
});
