"""Addresses of the source's door, under /leak/."""

from django.urls import path

from leaks.views import source

app_name = "leaks"
urlpatterns = [
    path("", source.drop, name="drop"),
    path("suivi/", source.follow_up, name="follow_up"),
    path("avant/", source.about, name="about"),
    path("mentions/", source.notice, name="notice"),
]
