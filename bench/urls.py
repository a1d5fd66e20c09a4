"""The site's addresses, one that does nothing (what is left is framework, handler and server), and one that counts."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from bench.counting import computed
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as site


@never_cache  # else the page cache would answer, and everything would be compared with itself
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, through the whole middleware."""
    return HttpResponse(b"")


urlpatterns = [path("bench/empty/", empty), path("bench/computed/", computed), *site]
