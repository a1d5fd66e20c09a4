"""What watches us, one file a noun."""

from surveillance.models.figures import Figure
from surveillance.models.history import Change
from surveillance.models.lines import Line
from surveillance.models.projects import Company, Project, ProjectKind
from surveillance.models.reports import Report

__all__ = ["Change", "Company", "Figure", "Line", "Project", "ProjectKind", "Report"]
