"""machina's addresses, at the same place as ours."""

from django.http import HttpResponse
from django.urls import include, path
from machina import urls as machina_urls

urlpatterns = [
    path("bench/empty/", lambda request: HttpResponse(b"")),
    path("healthz", lambda request: HttpResponse(b"ok")),
    path("forum/", include(machina_urls)),
]
