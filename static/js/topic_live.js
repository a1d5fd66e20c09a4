// What others write, change or take away shows on an open topic page, where one reads: nothing jumps, nothing takes the
// focus. The socket says that something happened; the words come from the server's own fragment of the page, as this
// reader may see it. Without this script one reloads the page, that is all.
import { keepUp } from "./live_socket.js";
import { steadily } from "./steady.js";
import { showHead, whenOver } from "./topic_head.js";

const list = document.querySelector("[data-since]");
const news = document.getElementById("topic-news");
const heard = document.getElementById("topic-heard");
const isLastPage = list && !("more" in list.dataset);

const postsOf = (part) => [...part.querySelectorAll(":scope > .post")];
const shown = () => postsOf(list);
const called = (count) => (count === 1 ? news.dataset.one : news.dataset.many.replace("#", count));

let known = list?.dataset.state; // the state of the topic that this page shows
let work = Promise.resolve(); // one look at a time, in the order in which they were asked for
let effort = firstAnswer(); // milliseconds that the last answer took: the busier the server, the longer pages wait to ask
let elsewhere = 0; // new posts that stand on a later page

// All pages of a topic are told in the same moment, and must not all ask in the next: over this many milliseconds.
const spread = () => Math.random() * Math.min(250 + 2 * effort, 10_000);

function firstAnswer() {
  const [page] = performance.getEntriesByType("navigation");
  return page ? Math.max(0, page.responseStart - page.requestStart) : 0;
}

// -- Asking ------------------------------------------------------------------------------------------------------------
class Gone extends Error {} // this page's topic cannot be read here any more

// The posts from this one on, a page of them at most; null when it is no longer in the topic.
async function fetchFrom(post) {
  const page = await fetchPart(`${list.dataset.since}?post=${post}`);
  return page && page.querySelector("[data-since]");
}

async function fetchPart(address) {
  const started = performance.now();
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
  effort = performance.now() - started;
  if (answer.status === 404 || answer.status === 403) throw new Gone();
  if (answer.status === 410) return null;
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// From the first of these posts that is still there. Those that are not go from the page.
async function fetchFromAny(posts) {
  for (const post of posts) {
    const part = await fetchFrom(post.id);
    if (part) return part;
    take(post.id);
  }
  throw new Gone();
}

// However many answers it takes to come to the end of the topic, or of this page.
async function fetchOn(part) {
  const posts = postsOf(part);
  const last = shown().at(-1).id;
  while ("more" in part.dataset && (isLastPage || !posts.some((post) => post.id === last))) {
    part = await fetchFrom(posts.at(-1).id);
    if (!part) throw new Error("It was taken away meanwhile.");
    posts.push(...postsOf(part).slice(1));
  }
  const end = posts.findIndex((post) => post.id === last);
  return { part, posts: isLastPage || end < 0 ? posts : posts.slice(0, end + 1) };
}

// -- Showing -----------------------------------------------------------------------------------------------------------
function take(number) {
  const post = document.getElementById(String(number));
  if (!post) return;
  unseen.delete(post);
  steadily(() => post.remove());
  tellNews();
}

// A line between two posts ("New since your visit") stays where it is.
function nextPost(post) {
  let next = post.nextElementSibling;
  while (next && !next.matches(".post")) next = next.nextElementSibling;
  return next;
}

function put(posts) {
  const fresh = [];
  steadily(() => {
    let before = null;
    for (const post of posts) {
      let here = document.getElementById(post.id);
      if (!here) fresh.push((here = post));
      else if (here.dataset.drawn !== post.dataset.drawn) {
        if (unseen.delete(here)) expect(post);
        here.replaceWith(post);
        here = post;
      }
      if (before && nextPost(before) !== here) before.after(here);
      before = here;
    }
  });
  fresh.forEach(expect);
  if (fresh.length) heard.textContent = called(fresh.length);
}

function learn(part) {
  known = part.dataset.state;
  const more = Number(part.dataset.count) - Number(list.dataset.count);
  list.dataset.count = part.dataset.count;
  if (!isLastPage && more > 0) tellLater(more, part.dataset.latest);
}

// -- What is new is told of once, politely, and by a link while it is out of sight ----------------------------------------
const unseen = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting || document.hidden) continue;
    watcher.unobserve(target);
    unseen.delete(target);
    if (target === shown().at(-1)) see(target.id);
  }
  tellNews();
});
document.addEventListener("visibilitychange", () => {
  for (const post of unseen) {
    watcher.unobserve(post);
    watcher.observe(post);
  }
});

function expect(post) {
  post.classList.add("post--new");
  unseen.add(post);
  watcher.observe(post);
}

function tellLater(count, latest) {
  elsewhere += count;
  list.dataset.latest = latest;
  heard.textContent = called(elsewhere);
  tellNews();
}

function tellNews(words = called(unseen.size + elsewhere)) {
  const link = news.querySelector("a");
  const [first] = unseen;
  const post = first?.id ?? list.dataset.latest;
  steadily(() => { news.hidden = !unseen.size && !elsewhere; });
  news.querySelector("span").textContent = words;
  link.href = first ? `#${post}` : `${new URL(link.href).pathname}?post=${post}#${post}`;
}

// The reader's own mark, shown to nobody.
function see(post) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!list.dataset.seen || !token) return;
  const headers = { "X-CSRFToken": token };
  fetch(list.dataset.seen, { method: "POST", headers, body: new URLSearchParams({ post }) }).catch(() => {});
}

// -- Keeping up --------------------------------------------------------------------------------------------------------
async function showLatest(announced) {
  const { part, posts } = await fetchOn(await fetchFromAny(shown().reverse()));
  put(posts);
  learn(part);
  if (announced && !document.getElementById(announced)) await showAll();
}

async function showAll() {
  const { part, posts } = await fetchOn(await fetchFromAny(shown()));
  const there = new Set(posts.map((post) => post.id));
  for (const post of shown()) if (!there.has(post.id)) take(post.id);
  put(posts);
  learn(part);
  await showAround();
}

async function showAround() {
  showHead(await fetchPart(list.dataset.head));
  whenOver(aroundSoon);
}

// However many vote within some seconds: once.
let coming;
let rested = 0; // until then the next look waits
function aroundSoon() {
  const wait = Math.max(0, rested - performance.now()) + spread();
  coming ??= window.setTimeout(() => {
    coming = undefined;
    rested = performance.now() + 3_000;
    look(showAround).catch(() => {});
  }, wait);
}

async function showChanged(post) {
  const part = await fetchFrom(post);
  if (!part) return take(post);
  put(postsOf(part).slice(0, 1));
  learn(part);
}

// Asked for by the clock: the last post alone says whether anything happened.
async function ask() {
  document.dispatchEvent(new Event("counts"));
  const part = await fetchFromAny(shown().reverse());
  if (part.dataset.state === known) return "same";
  await showAll();
  return "new";
}

// One look after the other. What fails now is made up for by the clock, or when the socket opens again.
function look(how) {
  const outcome = work.then(how).catch((problem) => {
    known = null;
    if (!(problem instanceof Gone)) throw problem;
    heard.textContent = news.dataset.gone;
    elsewhere = 1;
    tellNews(news.dataset.gone);
    return "over";
  });
  work = outcome.catch(() => {});
  return outcome;
}

function told({ event, post, state, states }) {
  const number = String(post);
  const isShown = post && document.getElementById(number);
  const soon = (how) => window.setTimeout(() => look(how).catch(() => {}), spread());
  if (event === "counts") document.dispatchEvent(new Event("counts"));
  if (event === "gone") take(number);
  if (event === "many" || (event === "state" && state !== known)) soon(showAll);
  if (event === "head") {
    if (known === states[0]) known = states[1];
    aroundSoon();
  }
  if (event === "changed" && isShown) soon(() => showChanged(number));
  if (event === "posted" && !isShown && isLastPage) soon(() => showLatest(number));
  if (event === "posted" && !isLastPage) {
    list.dataset.count = Number(list.dataset.count) + 1;
    tellLater(1, number);
  }
}

if (list) {
  const path = `/ws/forum/topics/${list.dataset.topic}/`;
  whenOver(aroundSoon);
  keepUp(path, { told, ask: () => look(ask), state: (open) => { list.dataset.live = open ? "on" : "off"; } });
}
