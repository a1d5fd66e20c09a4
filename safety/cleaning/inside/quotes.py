# ruff: noqa: E501  # patterns and tables read better unbroken
"""What mail programs write between the words of a reply or a bounce: the headers of the mail before, in any language.

They name the one who forwards or replies, to the second; whoever reads a bounce or a thread learns who had it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTE = r"[>\s|*_]*"
# Who wrote, to whom, when, about what, as programs in French, English and the neighbours' languages write it.
_WORDS = (
    r"from|to|cc|bcc|sent|date|subject|reply[- ]to|sender|importance|priority|attachments?|organi[sz]ation|resent-\w+|"
    r"de|[àa]|cci|envoy[ée]e?(?:\s+le)?|objet|sujet|r[ée]pondre\s+[àa]|exp[ée]diteur|destinataires?|pour|copie(?:\s+[àa])?|"
    r"pi[èe]ces?\s+jointes?|von|an|gesendet|betreff|datum|kopie|da|a|inviato|oggetto|para|enviado(?:\s+el)?|asunto|fecha|data|"
    r"aan|verzonden|onderwerp|date\s+d['’]envoi|heure"
)
_TECHNICAL = (
    r"received|return-path|message-id|delivered-to|in-reply-to|references|mime-version|user-agent|envelope-to|"
    r"x-[\w-]+|dkim-\w+|arc-[\w-]+|authentication-results|content-[\w-]+|list-[\w-]+|thread-\w+|auto-submitted|"
    r"(?:original|final)-recipient|reporting-mta|remote-mta|received-from-mta|arrival-date|last-attempt-date|"
    r"diagnostic-code|action|status|original-[\w-]+|final-[\w-]+|disposition(?:-[\w-]+)?|reporting-ua"
)
_LINE = re.compile(rf"{_QUOTE}(?P<name>{_WORDS}|{_TECHNICAL}){_QUOTE}:{_QUOTE}(?P<value>.*)$", re.IGNORECASE)
_TECHNICAL_NAME = re.compile(_TECHNICAL, re.IGNORECASE)
_SENT = re.compile(r"sent|envoy|gesendet|inviato|enviado|verzonden|received|date", re.IGNORECASE)
_FOLDED = re.compile(r"(?>(?:[>|] ?)*)[ \t]+\S")
_CONTINUED = re.compile(r".*[;,<]\s*$")
_ADDRESS = re.compile(r"[\w.+'’=-]+@[\w-]+(?:\.[\w-]+)*")
_MARK = r"[> \t|*_]*"
_WROTE = r"a\s+[ée]crit|wrote|schrieb(?:[^\n]{0,120})|escribi[óo]|ha\s+scritto|schreef"
# "Le 12 mars 2024 à 14:03, A B <a@b.fr> a écrit :", "On Tue, 12 Mar 2024, A B wrote:", with a fold in the middle.
_ATTRIBUTION = re.compile(
    rf"^{_MARK}(?:Le|On|Am|El|Il|Op|\d{{1,4}}[-/. ])(?=[^\n]*(?:\d|@))[^\n]{{3,240}}(?:\n{_MARK}(?=\S)[^\n]{{1,160}}){{0,2}}?"
    rf"(?:{_WROTE})\s*:?[ \t]*$|"
    rf"^{_MARK}(?=[^\n]*(?:@|\d:\d\d))[^\n]{{2,240}}\s(?:{_WROTE})\s*:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
INSTEAD = "[…]"


@dataclass(frozen=True)
class Unquoted:
    """A text without quoted headers, how many went, and the values that stood in them."""

    text: str
    headers: int
    values: tuple[str, ...] = ()


def without_quoted_headers(text: str, *, mail: bool) -> Unquoted:
    """Take out blocks of quoted headers and lines that say who wrote. Outside of mails a memo's own head stays:

    there a block goes only where an address, a technical header or the moment of sending stands in it.
    """
    lines = text.split("\n")
    kept: list[str] = []
    values: list[str] = []
    count = at = 0
    while at < len(lines):
        end, block = _block(lines, at)
        if block and _goes(block, mail=mail):
            kept.append(INSTEAD)
            count += len(block)
            values += [value for _name, value in block]
            at = end
        else:
            kept.append(lines[at])
            at += 1
    fresh = "\n".join(kept)
    for found in reversed(list(_ATTRIBUTION.finditer(fresh))):
        if mail or re.search(r"@|\d:\d\d", found.group()):
            values += _ADDRESS.findall(found.group())
            fresh = fresh[: found.start()] + INSTEAD + fresh[found.end() :]
            count += 1
    return Unquoted(fresh, count, tuple(values))


def without_addresses(text: str) -> tuple[str, int]:
    """The same for every e-mail address, in the words of a server that returns a mail to its sender."""
    return _ADDRESS.subn(INSTEAD, text)


def _block(lines: list[str], at: int) -> tuple[int, list[tuple[str, str]]]:
    """The header lines from here on, folded ones joined, and where they end. One empty line between two is passed."""
    block: list[tuple[str, str]] = []
    end = at
    while end < len(lines):
        found = _LINE.match(lines[end])
        if found:
            block.append((found["name"], found["value"]))
        elif block and (_FOLDED.match(lines[end]) or _CONTINUED.match(block[-1][1])) and lines[end].strip(" \t>|"):
            block[-1] = (block[-1][0], f"{block[-1][1]} {lines[end].strip()}")
        elif not (block and not lines[end].strip(" \t>|") and end + 1 < len(lines) and _LINE.match(lines[end + 1])):
            break
        end += 1
    while end > at and not lines[end - 1].strip(" \t>|"):
        end -= 1
    return end, block


def _goes(block: list[tuple[str, str]], *, mail: bool) -> bool:
    technical = any(_TECHNICAL_NAME.fullmatch(name) for name, _value in block)
    telling = technical or any(_ADDRESS.search(value) for _name, value in block)
    if len(block) == 1:
        name, value = block[0]
        return bool(_TECHNICAL_NAME.fullmatch(name)) and (mail or "-" in name or bool(_ADDRESS.search(value)))
    named = {name.lower() for name, _value in block}
    if len(named) < 2:
        return False
    return (
        telling
        or mail
        or (len(named) > 2 and any(_SENT.match(name) and re.search(r"\d:\d", value) for name, value in block))
    )
