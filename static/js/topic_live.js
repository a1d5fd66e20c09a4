// An open topic is told when something new was said. Without this script one reloads the page, that is all.
const page = document.querySelector("[data-topic]");
const news = document.getElementById("topic-news");

if (page && news) {
  const posts = new Set();
  const address = new URL(`/ws/forum/topics/${page.dataset.topic}/`, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let patience = 2000;

  const listen = () => {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => { patience = 2000; page.dataset.live = "on"; });
    socket.addEventListener("message", (event) => {
      const { post } = JSON.parse(event.data);
      if (document.getElementById(String(post))) return; // changed, not new
      posts.add(post);
      const words = posts.size === 1 ? news.dataset.one : news.dataset.many.replace("#", posts.size);
      news.querySelector("span").textContent = words;
      const link = news.querySelector("a");
      link.href = `${link.pathname}?post=${Math.min(...posts)}#${Math.min(...posts)}`;
      news.hidden = false;
    });
    socket.addEventListener("close", (event) => {
      delete page.dataset.live;
      if (event.code >= 4000) return; // this page may no longer be read
      window.setTimeout(listen, patience);
      patience = Math.min(patience * 2, 120000);
    });
  };
  listen();
}
