// One socket with patience, for a page that somebody looks at. It listens; where it cannot, it asks now and then.
//
//   keepUp(path, { told, ask, state })
//     told(message)  something came over the socket
//     ask()          look by oneself: when no socket opens, more and more rarely; when one is open, every minute or
//                    few, because a message may be lost on its way. Says "over" when there is nothing to ask for any more,
//                    "new" when something was found.
//     state(open)    the socket works, or no longer
//
// A page in the background holds no socket for long and asks for nothing; when it is looked at again it comes back.
const RETRY = { least: 500, most: 30_000 }; // milliseconds between two tries to open
const ASK = { least: 2_000, most: 120_000 }; // … between two questions without a socket
const WELCOME = 10_000; // a socket that has said nothing after that is none
const AWAY = 60_000; // in the background that long: let go

// A server that starts again must not meet a thousand pages in the same moment.
const about = (milliseconds) => milliseconds * (0.5 + Math.random());

export function keepUp(path, { told, ask, state }) {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let socket, opening, welcome, asking, leaving;
  let patience = RETRY.least;
  let pause = ASK.least;
  let anyway; // milliseconds between two questions with a socket, as the server says
  let resting = document.hidden;
  let isUp = false;
  let over = false;

  function open() {
    window.clearTimeout(opening);
    if (over || resting || socket) return;
    const mine = (socket = new WebSocket(address));
    welcome = window.setTimeout(() => lose(mine), WELCOME);
    mine.addEventListener("message", (event) => {
      if (socket !== mine) return;
      const message = JSON.parse(event.data);
      if (!isUp) up(message);
      told(message);
    });
    mine.addEventListener("close", () => lose(mine));
  }

  // Without waiting for its end, which may take as long as it likes.
  function lose(mine) {
    if (!mine || socket !== mine) return;
    window.clearTimeout(welcome);
    const wasUp = isUp;
    socket = undefined;
    isUp = false;
    mine.close();
    state(false);
    opening = window.setTimeout(open, about(patience));
    patience = Math.min(patience * 2, RETRY.most);
    if (wasUp) askIn(ASK.least);
  }

  // The server speaks first. A proxy that lets sockets open and says nothing is no socket.
  function up({ every }) {
    window.clearTimeout(welcome);
    isUp = true;
    patience = RETRY.least;
    askIn((anyway = every * 1000));
    state(true);
  }

  function askIn(milliseconds) {
    window.clearTimeout(asking);
    pause = milliseconds;
    if (!over && !resting) asking = window.setTimeout(question, about(milliseconds));
  }

  async function question() {
    const listened = isUp && socket;
    const found = await ask().catch(() => "unanswered");
    if (found === "over") return stop();
    if (found === "new" && listened) lose(listened); // it should have told
    askIn(isUp ? anyway : found === "new" ? ASK.least : Math.min(pause * 1.5, ASK.most));
    if (found !== "unanswered") open(); // the server is there: perhaps its sockets are as well
  }

  function rest() {
    resting = true;
    isUp = false;
    [opening, welcome, asking, leaving].forEach((timer) => window.clearTimeout(timer));
    const mine = socket;
    socket = undefined;
    mine?.close();
    state(false);
  }

  function wake() {
    window.clearTimeout(leaving);
    if (!resting || over) return;
    resting = false;
    patience = RETRY.least;
    open();
    askIn(ASK.least);
  }

  function stop() {
    over = true;
    rest();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leaving = window.setTimeout(rest, AWAY);
    else wake();
  });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", wake);
  window.addEventListener("online", () => {
    lose(socket);
    patience = RETRY.least;
    open();
  });
  askIn(ASK.least);
  open();
}
