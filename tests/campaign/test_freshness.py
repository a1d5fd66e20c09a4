"""What was heard of collectives lately: which group of the directory each is in, and what is said of it elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from campaign.models import Collective
from campaign.queries.freshness import freshness_of_all
from events.services import announce
from forum import services as forum_services
from forum.spaces.services import make_spaces
from places.models import Commune

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=3 * 365)


def make_one(commune, name, *, status="active", **others):
    values = {"approved_at": LONG_AGO, **others}
    return Collective.objects.create(name=name, slug=name.lower(), commune=commune, status=status, **values)


def group_of(collective):
    return str(freshness_of_all()[collective.pk].group)


@pytest.mark.parametrize(("days_more", "group"), [(0, "told"), (1, "quiet")])
def test_without_news_for_a_year_and_a_day_one_is_quiet(commune, days_more, group):
    one = make_one(commune, "Guet")
    day = timezone.localdate() - relativedelta(years=1) - timedelta(days=days_more)
    one.statements.create(title="Nous voici", text="x", published_on=day)
    assert group_of(one) == group
    assert freshness_of_all()[one.pk].last == day


@pytest.mark.parametrize(
    ("as_of", "day", "group"),
    [
        ("2022", "2022-12-31", "quiet"),
        ("2022-04", "2022-04-30", "quiet"),
        ("", None, "told"),
        ("2022-13", None, "told"),
    ],
)
def test_status_known_since_long_ago_is_no_news(commune, as_of, day, group):
    one = make_one(commune, "Guet", status_as_of=as_of, approved_at=timezone.now())
    assert group_of(one) == group
    assert freshness_of_all()[one.pk].last.isoformat() == (day or timezone.localdate().isoformat())


def test_who_answered_that_they_still_meet_has_given_news(commune):
    one = make_one(commune, "Guet")
    assert group_of(one) == "quiet"
    Collective.objects.filter(pk=one.pk).update(alive_on=timezone.localdate())
    assert group_of(one) == "told"


@pytest.mark.parametrize(("space", "group"), [("public_forum", "told"), ("private_forum", "quiet")])
def test_topic_for_everybody_is_news_and_one_among_members_says_nothing(collective, member, space, group):
    Collective.objects.filter(pk=collective.pk).update(approved_at=LONG_AGO)
    forum = getattr(make_spaces(collective=collective), space)
    forum_services.start_topic(forum=forum, author=member, subject="Qui vient ?", content="Moi")
    assert group_of(collective) == group


def test_those_that_look_for_people_and_those_asleep_have_their_groups_whatever_their_age(commune):
    found = {status: group_of(make_one(commune, status, status=status)) for status in Collective.Status.values}
    looking = {"forming": "looking", "wanted": "looking"}
    assert found == {"active": "quiet", "ally": "quiet", "sleeping": "quiet", **looking}
    now = {status: make_one(commune, f"n{status}", status=status, approved_at=timezone.now()) for status in found}
    assert (group_of(now["active"]), group_of(now["ally"])) == ("told", "told")
    assert group_of(now["sleeping"]) == "quiet"


@pytest.mark.parametrize(("days", "group"), [(3, "soon"), (41, "soon"), (43, "told")])
def test_date_within_six_weeks_is_soon(collective, commune, days, group):
    announce(
        hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=timezone.now() + timedelta(days=days)
    )
    assert group_of(collective) == group


def test_date_that_is_cancelled_or_not_published_is_not_soon(collective, commune):
    for number, change in enumerate(({"published_at": None}, {"cancelled_at": timezone.now()})):
        start = timezone.now() + timedelta(days=3)
        event = announce(hosts=[collective], by=None, title=f"Soirée {number}", commune=commune, starts_at=start)
        type(event).objects.filter(pk=event.pk).update(**change)
    assert group_of(collective) == "told"


def main_of(client, path="/collectifs/", **data):
    return client.get(path, data).text.split("<main")[1].split("</main")[0]


def test_directory_shows_groups_in_order_each_with_its_number_and_date(client, collective, commune):
    for name, status in (("Vieux", "active"), ("Ancien", "ally"), ("Guet", "wanted")):
        make_one(commune, name, status=status)
    announce(hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=timezone.now() + timedelta(days=3))
    page = main_of(client)
    assert re.findall(r'id="group-(\w+)"', page) == ["soon", "looking", "quiet"]
    assert re.findall(r'who-title__number">(\d+)', page) == ["1", "1", "2"]
    assert f"Sans nouvelles depuis {LONG_AGO.year}" in page and "Vous en êtes" in page
    soon = page.split('id="group-soon"')[1].split("</section>")[0]
    assert 'class="who__date"' in soon and "Soirée" in soon
    quiet = page.split('id="group-quiet"')[1].split("</section>")[0]
    assert quiet.count("who--quiet") == 2 and page.count("who--quiet") == 2
    assert "tag--" not in quiet  # outlined: no state of colour for what nobody has confirmed for a year
    assert page.count('class="sign"') == page.count('class="who__name"') == 4


def test_next_date_comes_first_among_those_soon(client, commune):
    for name, days in (("Alpha", 9), ("Beta", 2)):
        one = make_one(commune, name, approved_at=timezone.now())
        announce(hosts=[one], by=None, title=name, commune=commune, starts_at=timezone.now() + timedelta(days=days))
    page = main_of(client)
    assert re.findall(r'who__name">\s*<a href="([^"]+)"', page) == ["/collectifs/beta/", "/collectifs/alpha/"]


def test_answer_keeps_its_own_order_and_has_no_groups(client, collective, commune):
    near = Commune.objects.create(
        insee="13001", name="Aix", slug="aix", search_name="aix", departement_code="13", departement="x", region="x",
        latitude=43.53, longitude=5.45, population=1,
    )  # fmt: skip
    make_one(near, "Vieux")
    announce(hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=timezone.now() + timedelta(days=3))
    page = main_of(client, q="Aix")
    assert "group-" not in page
    assert re.findall(r'who__name">\s*<a href="([^"]+)"', page) == ["/collectifs/vieux/", collective.get_absolute_url()]
    assert "who--quiet" in page and "Soirée" in page


def test_statuses_are_chips_with_their_numbers_and_keep_what_was_asked(client, collective, commune):
    make_one(commune, "Vieux", status="ally")
    assert re.findall(r"status=(\w+)\"[^<]*>[^<]*<b>(\d+)</b>", main_of(client)) == [("active", "1"), ("ally", "1")]
    assert 'href="?q=guet&amp;status=ally"' in main_of(client, q="guet")
    assert "Marseille à découvert" not in main_of(client, status="ally")


def test_groups_go_on_over_pages_with_the_number_of_all(client, commune):
    Collective.objects.bulk_create(
        Collective(name=f"N {n:03}", slug=f"n-{n}", commune=commune, status="active", approved_at=LONG_AGO)
        for n in range(200)
    )
    pages = [main_of(client, page=number) for number in (1, 2, 3, 4)]
    assert [page.count('class="who__name"') for page in pages] == [60, 60, 60, 20]
    assert all('who-title__number">200<' in page for page in pages)
    assert "/collectifs/n-199/" in pages[3]


def test_next_date_is_told_in_the_language_of_the_reader(client, collective, commune):
    announce(hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=timezone.now() + timedelta(days=3))
    assert 'href="/en/agenda/soiree/' in main_of(client, "/en/collectifs/")
    assert 'href="/agenda/soiree/' in main_of(client)


def test_month_without_day_is_no_date_to_name(client, collective, commune):
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    announce(hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=start, precision="month")
    assert "Soirée" not in main_of(client)


def test_one_that_the_site_put_to_sleep_is_silent_since_its_last_news(commune):
    month = timezone.localdate().strftime("%Y-%m")
    one = make_one(commune, "Guet", status="sleeping", status_before_sleep="active", status_as_of=month)
    assert freshness_of_all()[one.pk].last == timezone.localdate(LONG_AGO)
