"""What people type here: filters, reports, projects, lines, documents, figures."""

from surveillance.forms.figures import FigureForm
from surveillance.forms.filters import ProjectFilter
from surveillance.forms.lines import LineForm
from surveillance.forms.projects import DocumentForm, ProjectForm
from surveillance.forms.reports import ReportForm

__all__ = ["DocumentForm", "FigureForm", "LineForm", "ProjectFilter", "ProjectForm", "ReportForm"]
