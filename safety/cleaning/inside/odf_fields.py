"""Word's fields as OpenDocument carries them: a start with the code, a separator, what was shown, an end."""

from __future__ import annotations

from lxml import etree

from .job import Job
from .ooxml_fields import tells_of_owner
from .packages import local


def empty_fieldmarks(root: etree._Element, job: Job) -> None:
    """Take away what fields showed that the machine wrote about its owner. The marks go as unknown elements do."""
    open_fields: list[bool] = []  # for each field that has begun: whether its words go
    shown: list[bool] = []  # and whether its separator has passed
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        name = local(element)
        if event == "start":
            if name == "fieldmark-start":
                open_fields.append(any(tells_of_owner(code) for code in _codes(element)))
                shown.append(False)
            elif name == "fieldmark-separator" and shown:
                shown[-1] = True
            elif name == "fieldmark-end" and open_fields:
                job.note("fields", int(open_fields.pop()))
                shown.pop()
            elif _is_doomed(open_fields, shown):
                element.text = None
        elif name != "fieldmark-start" and _is_doomed(open_fields, shown):
            element.tail = None


def _codes(start: etree._Element) -> list[str]:
    return [str(value) for item in start for key, value in item.attrib.items() if etree.QName(key).localname == "value"]


def _is_doomed(open_fields: list[bool], shown: list[bool]) -> bool:
    return any(goes and passed for goes, passed in zip(open_fields, shown, strict=True))
