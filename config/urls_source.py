"""The source's door alone, for a process with its own user and database (ROOT_URLCONF=config.urls_source)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(path("leak/", include("leaks.urls.source")), prefix_default_language=False),
]
