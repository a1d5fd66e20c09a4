"""People who write: replies by members, registrations by guests, messages to the drop, over HTTP, each with words of
their own. What was acknowledged is written down, so that somebody may ask afterwards whether it is there.
"""

from __future__ import annotations

import html
import http.client
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.floods import Page

Answer = tuple[int, Mapping[str, str], str]  # status (0: there was none), headers by their small letters, text
TOKEN = "a" * 32  # a double-submitted token is whatever both sides say
TIMEOUT = 60  # seconds that anybody waits for an answer
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Attempt:
    """One try: what came of it. `word` is in what was sent, and nowhere else."""

    kind: str
    port: int
    word: str
    began: float
    ended: float = 0.0
    status: int = 0  # 0: no answer
    is_kept: bool = False  # acknowledged
    is_honest: bool = False  # refused with a status that says to come again, and a sentence
    said: str = ""


def ask(port: int, method: str, path: str, typed: dict[str, str] | None = None, cookies: str = "") -> Answer:
    """Status, headers and text of one answer; status 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    headers = {"Host": "localhost"} | ({"Cookie": cookies} if cookies else {})
    try:
        if typed is not None:
            headers["Content-Type"] = _FORM
        connection.request(method, path, urlencode(typed) if typed is not None else None, headers)
        answer = connection.getresponse()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.headers.items()},
            answer.read().decode(errors="replace"),
        )
    except (OSError, http.client.HTTPException) as error:
        return 0, {}, type(error).__name__
    finally:
        connection.close()


def judged(attempt: Attempt, answer: Answer, accepted: int) -> Attempt:
    """The attempt with what its answer says."""
    attempt.ended = time.monotonic()
    attempt.status, headers, text = answer
    attempt.is_kept = attempt.status == accepted
    is_page = "<h1" in text
    attempt.is_honest = attempt.status in (429, 503) and is_page and "retry-after" in headers
    attempt.said = "" if attempt.is_kept else re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))[:300]
    return attempt


def reply(port: int, *, path: str, session: str, kind: str = "reply") -> Attempt:
    """A member answers in a topic."""
    attempt = Attempt(kind, port, secrets.token_hex(8), time.monotonic())
    typed = {"subject": "Re", "content": f"Nous y serons, {attempt.word}.", "csrfmiddlewaretoken": TOKEN}
    return judged(attempt, ask(port, "POST", path, typed, f"sessionid={session}; csrftoken={TOKEN}"), 302)


def register(port: int, *, path: str) -> Attempt:
    """A guest opens the form, fills it in and sends it; when asked to work, they do."""
    attempt = Attempt("registration", port, secrets.token_hex(8), time.monotonic())
    answer = ask(port, "GET", path)
    if answer[0] != 200:
        return judged(attempt, answer, 302)
    page = Page(200, answer[2])
    typed = {"nickname": attempt.word, "token": page.hidden("token")} | ({"work": page.work} if page.work else {})
    return judged(attempt, ask(port, "POST", path, typed), 302)


def submit(port: int, **_unused: str) -> Attempt:
    """A source opens the form, writes a message and sends it."""
    attempt = Attempt("drop", port, secrets.token_hex(8), time.monotonic())
    status, headers, text = ask(port, "GET", "/leak/")
    if status != 200:
        return judged(attempt, (status, headers, text), 200)
    found = re.search(r'name="token" value="([^"]+)"', text)
    typed = {"message": f"A message, {attempt.word}.", "token": html.unescape(found[1]) if found else ""}
    answer = ask(port, "POST", "/leak/", typed)
    judged(attempt, answer, 200)
    attempt.is_kept = attempt.is_kept and 'id="receipt"' in answer[2]
    return attempt


@dataclass
class Crowd:
    """Writers of each kind at their own pace, by turns at every process, until they are told to stop."""

    acts: dict[str, tuple[Callable[[int], Attempt], float]]  # by kind: what to do at a port, seconds between two
    ports: list[int]
    attempts: list[Attempt] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._writing: list[threading.Thread] = []
        self._threads = [threading.Thread(target=self._keep_on, args=(kind,), daemon=True) for kind in self.acts]
        for thread in self._threads:
            thread.start()

    def _keep_on(self, kind: str) -> None:
        act, pause = self.acts[kind]
        number = 0
        while not self.over.wait(pause):
            port = self.ports[number % len(self.ports)]
            number += 1
            self._writing.append(threading.Thread(target=self._write, args=(act, port), daemon=True))
            self._writing[-1].start()

    def _write(self, act: Callable[[int], Attempt], port: int) -> None:
        """One try; where nobody listens it goes to another process, as a proxy before them sends it."""
        for one in (port, *(other for other in self.ports if other != port)):
            attempt = act(one)
            if attempt.said != ConnectionRefusedError.__name__:
                break
        self.attempts.append(attempt)

    def stop(self) -> None:
        """Return when the last one has its answer."""
        self.over.set()
        for thread in self._threads:
            thread.join()
        began = time.monotonic()
        while any(writing.is_alive() for writing in self._writing) and time.monotonic() - began < TIMEOUT + 10:
            time.sleep(0.1)

    def is_well_since(self, moment: float, times: int = 2) -> bool:
        """Whether after a moment everybody's last tries at each process were accepted."""
        for kind in self.acts:
            for port in self.ports:
                tries = [one for one in self.attempts if (one.kind, one.port) == (kind, port) and one.began > moment]
                if len(tries) < times or not all(one.is_kept for one in tries[-times:]):
                    return False
        return True

    def well_after(self, moment: float) -> float:
        """Seconds from a moment until the last try that failed had its answer; 0 when none did."""
        return max([one.ended - moment for one in self.attempts if not one.is_kept and one.ended > moment], default=0.0)

    def answers(self) -> Counter[str]:
        """How often what was answered."""
        return Counter(word_for(one) for one in self.attempts)


def word_for(attempt: Attempt) -> str:
    """An answer as the table calls it."""
    if attempt.is_kept:
        return "kept"
    if attempt.is_honest:
        return f"{attempt.status} with a sentence"
    return f"bare {attempt.status}" if attempt.status else "no answer"
