"""One size for every answer under the source's addresses, whoever made it: a view, Django itself or a middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leaks.views.answers import is_source_page, source_page
from safety.quiet import is_quiet

_NOT_COPIED = {"content-length", "content-type"}


def one_size(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The outermost middleware: a bare refusal or redirection would show in its size what was asked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not is_quiet(request.path) or is_source_page(response):
            return response
        page = source_page(request, "failure" if response.status_code >= 500 else "not_found", {})
        page.status_code = response.status_code
        for name, value in response.items():
            if name.lower() not in _NOT_COPIED:
                page.headers.setdefault(name, value)
        page["Content-Length"] = str(len(page.content))
        response.close()
        return page

    return middleware
