// Change a page without moving what somebody is reading or writing, and without taking the focus from it.
const isInSight = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
};

function whatIsRead() {
  const focused = document.activeElement;
  if (focused && focused !== document.body && isInSight(focused)) return focused;
  const part = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3)?.closest("[data-part]");
  if (part) return part;
  const posts = [...document.querySelectorAll(".post")];
  return posts.find(isInSight) ?? document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3);
}

// A link of a post that was replaced is the same link of the new one.
function focusAgain(before, post) {
  const links = [...(post?.querySelectorAll("a[href]") ?? [])];
  links.find((link) => link.getAttribute("href") === before.getAttribute("href"))?.focus({ preventScroll: true });
}

export function steadily(change) {
  const focused = document.activeElement;
  const read = whatIsRead();
  const post = read?.closest(".post, [data-part]");
  const [top, topOfPost] = [read, post].map((element) => element?.getBoundingClientRect().top);
  change();
  const here = post && (post.isConnected ? post : document.getElementById(post.id));
  const moved = read?.isConnected
    ? read.getBoundingClientRect().top - top
    : here && here.getBoundingClientRect().top - topOfPost;
  if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  if (!focused?.isConnected) focusAgain(focused, here);
}
