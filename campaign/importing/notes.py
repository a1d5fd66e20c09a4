"""Footnotes as WordPress, SPIP, Pandoc and word processors write them: a number leads down, its text leads back.

Found in a tree that nobody has cleaned yet (cleaning takes away the marks they are known by); each reference becomes
a mark of two private characters around its number, which cleaning leaves alone.
"""

from __future__ import annotations

import copy
import re

from lxml.html import HtmlElement, tostring

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
# A note that was never closed ends where the next one begins: nothing is looked for through the whole text.
SHORTCODE = re.compile(r"\[(footnote|ref|note|efn_note|fn)\]((?:[^\[]|\[(?!\1\]))*?)\[/\1\]", re.S)

_NUMBER = re.compile(r"[\s\[(]*(\d{1,3}|\*{1,3}|[a-z]|[ivx]{1,5})[\s\])]*", re.I)
_BACK = re.compile(r"[\s\[(]*(\d{1,3}|\*{1,3}|[a-z]|[ivx]{1,5}|[↩↑⇡^⤴]\ufe0e?\ufe0f?|retour|back)[\s\]).]*", re.I)
_LEADING_NUMBER = re.compile(r"^\s*(\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s*")
_HOLDERS = ("li", "p", "dd", "div", "aside")
_NOTES_TITLE = re.compile(r"\s*(notes?|footnotes?|notes de bas de page|références)\s*:?\s*", re.I)


def mark(number: int) -> str:
    """What stands in the text where footnote `number` is called."""
    return f"{OPEN}{number}{CLOSE}"


def take_notes(root: HtmlElement) -> list[str]:
    """Replace references by marks and take the notes out of the tree; their HTML in the order of their marks."""
    order = {element: number for number, element in enumerate(root.iter())}
    targets = {name: element for element in order for name in _names(element)}
    notes: dict[HtmlElement, int] = {}
    found: list[tuple[HtmlElement, HtmlElement]] = []
    for link in list(root.iter("a")):
        target = targets.get(str(link.get("href") or "")[1:]) if str(link.get("href") or "").startswith("#") else None
        if target is None or order[target] <= order[link] or not _NUMBER.fullmatch(link.text_content()):
            continue
        holder = _holder(target, root)
        if holder is not None and order[holder] > order[link]:
            found.append((link, holder))
    led_to = {holder: _led_to(holder, targets) for holder in dict.fromkeys(holder for _link, holder in found)}
    # One reference that is led back to is enough for all that call the same note.
    holders = {holder for link, holder in found if _is_note(holder, link, led_to[holder])}
    alone = {
        holder for holder in holders if not any(other is not holder and other in holders for other in holder.iter())
    }
    texts: list[str] = []
    for link, holder in found:
        if holder not in alone:
            continue  # no note; or several in one paragraph, which stay where they are
        if holder not in notes:
            notes[holder] = len(texts)
            texts.append(_note_html(holder))
        _replace(link, mark(notes[holder]))
    for holder in notes:
        _drop(holder)
    return texts


def _names(element: HtmlElement) -> list[str]:
    if not isinstance(element.tag, str):
        return []
    return [name for name in (element.get("id"), element.get("name") if element.tag == "a" else None) if name]


def _holder(target: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """The element that holds the whole note."""
    element = target
    while element is not None and element is not root:
        if element.tag in _HOLDERS:
            return element
        element = element.getparent()
    return None


def _led_to(holder: HtmlElement, targets: dict[str, HtmlElement]) -> set[HtmlElement]:
    """What the links inside an element lead to."""
    places = [str(back.get("href") or "") for back in holder.iter("a")]
    return {targets[place[1:]] for place in places if place.startswith("#") and place[1:] in targets}


def _is_note(holder: HtmlElement, link: HtmlElement, led_to: set[HtmlElement]) -> bool:
    """Whether it leads back to the reference, or says that it is a note."""
    around = {link, *link.iterancestors()}
    if holder in around:
        return False
    if around & led_to:
        return True
    said = " ".join(f"{one.get('class') or ''} {one.get('id') or ''}" for one in (holder, *holder.iterancestors()))
    return bool(re.search(r"\b(foot|end)?notes?\b|\bfn\d|\bnb\d", said.replace("-", " ").replace("_", " ")))


def _note_html(holder: HtmlElement) -> str:
    note = copy.deepcopy(holder)
    note.tail = None
    for link in list(note.iter("a")):
        if str(link.get("href") or "#").startswith("#") and _BACK.fullmatch(link.text_content()):
            _replace(link, "")
    words = tostring(note, encoding="unicode")
    inside = words[words.index(">") + 1 : words.rindex("<")]
    return re.sub(r"^((?:\s*<[^>]+>)*)(.*)$", lambda m: m[1] + _LEADING_NUMBER.sub("", m[2]), inside, flags=re.S)


def _replace(link: HtmlElement, text: str) -> None:
    """Put plain text where a link was, and where its raised frame was if it held nothing else."""
    element = link
    parent = element.getparent()
    while parent is not None and parent.tag in ("sup", "small", "span") and len(parent) == 1:
        if (parent.text or "").strip("[]() \n") or (element.tail or "").strip("[]() \n"):
            break
        element, parent = parent, parent.getparent()
    _drop(element, leaving=text)


def _drop(element: HtmlElement, *, leaving: str = "") -> None:
    """Take an element out, then what it leaves empty: its list, the title « Notes » above it."""
    parent = element.getparent()
    if parent is None:
        return
    text = leaving + (element.tail or "")
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)
    if parent.tag in ("ol", "ul", "section", "div", "aside") and not len(parent) and not (parent.text or "").strip():
        _drop(parent)
    elif previous is not None and previous.getnext() is None and not (previous.tail or "").strip():
        title = previous.text_content() or "notes"  # a rule has no words
        if previous.tag in ("h1", "h2", "h3", "h4", "hr", "p") and _NOTES_TITLE.fullmatch(title):
            _drop(previous)
