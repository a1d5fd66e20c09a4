"""Verbs of this room, the only writers: projects and their lines, reports, figures of communes."""

from surveillance.services.figures import record_figure, remove_figure
from surveillance.services.lines import add_line, change_line, remove_line, words_of_line
from surveillance.services.projects import attach_document, change_project, create_project, detach_document, words_of
from surveillance.services.reports import accept_report, decline_report, erase_declined_reports, report_project

__all__ = [
    "accept_report",
    "add_line",
    "attach_document",
    "change_line",
    "change_project",
    "create_project",
    "decline_report",
    "detach_document",
    "erase_declined_reports",
    "record_figure",
    "remove_figure",
    "remove_line",
    "report_project",
    "words_of",
    "words_of_line",
]
