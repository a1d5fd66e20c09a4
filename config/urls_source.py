"""The source's door alone: for a process of its own, with its own user and database (environment: ROOT_URLCONF)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(path("leak/", include("leaks.urls.source")), prefix_default_language=False),
]
handler400 = "leaks.views.answers.not_found"
handler403 = "leaks.views.answers.not_found"
handler404 = "leaks.views.answers.not_found"
handler500 = "leaks.views.answers.failure"
