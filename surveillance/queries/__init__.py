"""Reads over projects and over the figures of communes."""

from surveillance.queries.figures import CommuneFigures, YearlyCost, figures_of, yearly_cost
from surveillance.queries.projects import (
    Filters,
    companies_listed,
    count_reports,
    decides_something,
    first_projects_of,
    is_known_company,
    organisers_for,
    projects,
    projects_of,
    report_of_token,
    reports_for,
    search_projects,
    story,
    timeline,
)

__all__ = [
    "CommuneFigures",
    "Filters",
    "YearlyCost",
    "companies_listed",
    "count_reports",
    "decides_something",
    "figures_of",
    "first_projects_of",
    "is_known_company",
    "organisers_for",
    "projects",
    "projects_of",
    "report_of_token",
    "reports_for",
    "search_projects",
    "story",
    "timeline",
    "yearly_cost",
]
