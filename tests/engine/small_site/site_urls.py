"""Views that show what arrived."""

import asyncio
import hashlib
import logging

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from safety.uploads import when_too_large

streamed = 0


def describe(request):
    files = request.FILES.getlist("files")
    return JsonResponse(
        {
            "fields": dict(request.POST.items()),
            "files": [[f.name, f.size, hashlib.sha256(f.read()).hexdigest()] for f in files],
            "on_disk": [f.file.on_disk for f in files],
        }
    )


async def stream(request):
    async def pieces():
        global streamed
        for _ in range(1600):
            streamed += 1
            yield b"x" * 65536
            await asyncio.sleep(0)

    return StreamingHttpResponse(pieces())


def stream_sync(request):
    return StreamingHttpResponse(b"x" * 65536 for _ in range(1600))


async def endless(request):
    async def pieces():
        global streamed
        while True:
            streamed += 1
            yield b"x" * 65536
            await asyncio.sleep(0.001)

    return StreamingHttpResponse(pieces())


@when_too_large(lambda request, limit: HttpResponse(f"own page, {limit}", status=413))
def small(request):
    return HttpResponse("seen")


def fail(request):
    logging.getLogger("some.library").error("about SECRETNAME in a library")
    raise RuntimeError(f"SECRETNAME {request.POST}")


def meet(request):
    response = JsonResponse({"seen": {k: str(v) for k, v in request.META.items()}, "cookie": request.cookie_came})
    response.set_cookie("remember", "you")
    return response


urlpatterns = [
    path("silent/meet/", meet),
    path("loud/meet/", meet),
    path("large/", describe),
    path("small/", small),
    path("stream/", stream),
    path("stream/sync/", stream_sync),
    path("endless/", endless),
    path("streamed/", lambda request: HttpResponse(str(streamed))),
    path("silent/fail/", fail),
    path("loud/fail/", fail),
]
