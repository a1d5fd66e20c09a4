"""Telling people once that something starts near them. An address is kept while its owner wants it, and no longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaign.models import Watch, WatchTold
from campaign.reports import News, news_since
from intake.services import confirm
from places.models import Commune
from places.queries import distance_km

NEWS_DAYS = 7  # how far back the hourly look goes: a worker that was down for a weekend forgets nobody
TOLD_KEPT = timedelta(days=30)


@transaction.atomic
def ask_to_watch(*, email: str, commune: Commune, radius_km: int, language: str) -> Watch:
    """Keep a watch that does nothing before its owner has confirmed it; asked twice, the last words count."""
    waiting = Watch.objects.unconfirmed().filter(email__iexact=email, commune=commune)
    waiting.delete()
    return Watch.objects.create(email=email, commune=commune, radius_km=radius_km, language=language)


@transaction.atomic
def confirm_watch(*, watch: Watch) -> Watch:
    """The owner of the mailbox says yes; an older watch of theirs on the same commune gives way. Safe to repeat."""
    if watch.confirmed_at is None:
        Watch.objects.filter(email__iexact=watch.email, commune=watch.commune).exclude(pk=watch.pk).delete()
    return confirm(watch)


def end_watch(*, watch: Watch) -> None:
    """Leave: the address is erased with all that was known of it."""
    watch.delete()


def erase_old_watches() -> int:
    """Every night: erase what nobody confirmed, and what was told long ago; return how many watches went."""
    today = timezone.localdate()
    WatchTold.objects.filter(on__lt=today - TOLD_KEPT).delete()
    _total, by_model = Watch.objects.too_late().delete()
    return by_model.get("campaign.Watch", 0)


def _for(watch: Watch, news: Iterable[News], told: set[str]) -> list[News]:
    """What of the news this watch is to be told: in range, since it was confirmed, and not told yet."""
    found = []
    for one in news:
        if one.what in told or watch.confirmed_at is None or one.since < watch.confirmed_at:
            continue
        distance = 0.0 if one.commune.pk == watch.commune_id else distance_km(watch.commune, one.commune)
        if distance is not None and distance <= watch.radius_km:
            found.append(one)
    return found


def watches_with_news() -> list[int]:
    """Keys of the watches that something is to be told to."""
    news = news_since(timezone.now() - timedelta(days=NEWS_DAYS))
    if not news:
        return []
    told: dict[int, set[str]] = {}
    for watch_id, what in WatchTold.objects.filter(what__in=[one.what for one in news]).values_list("watch", "what"):
        told.setdefault(watch_id, set()).add(what)
    watches = Watch.objects.confirmed().select_related("commune")
    return [watch.pk for watch in watches if _for(watch, news, told.get(watch.pk, set()))]


@transaction.atomic
def take_news(*, watch: Watch) -> list[News]:
    """What to tell this watch now, noted as told."""
    news = news_since(timezone.now() - timedelta(days=NEWS_DAYS))
    found = _for(watch, news, set(watch.told.values_list("what", flat=True)))
    WatchTold.objects.bulk_create([WatchTold(watch=watch, what=one.what) for one in found])
    return found


def give_back(*, watch: Watch, news: Iterable[News]) -> None:
    """The mail did not leave: what `take_news` noted was not told, and the next hour tries again."""
    watch.told.filter(what__in=[one.what for one in news]).delete()
