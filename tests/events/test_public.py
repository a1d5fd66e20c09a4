"""The agenda as strangers read it: list, month, map, feed, search, what it costs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Occurrence
from events.queries import Filters, agenda
from events.templatetags.events_tags import next_dates
from tests.events.conftest import page_of, paris
from tests.feeds import ATOM, entries_of

TITLE = re.compile(r'class="event-item__title"><a href="([^"]+)" dir="auto">([^<]+)</a>')
CHIP = re.compile(r'class="chip[^"]*" href="([^"]+)"')


def test_agenda_lists_a_series_once_with_its_next_dates_beside(source, monthly, make_event):
    make_event(title="Déjà passé", starts_at=timezone.now() - timedelta(days=40))
    page = page_of(source, "/agenda/")
    first, *then = [row.get_absolute_url() for row in monthly.occurrences.coming()]
    assert TITLE.findall(page) == [(first, "Réunion mensuelle")]
    more = f"/agenda/?serie={monthly.slug}"
    assert [url for url in CHIP.findall(page) if url.startswith(("/agenda/reunion", more))] == [*then[:3], more]
    assert f"+ {len(then) - 3}" in page
    assert "Déjà passé" not in page
    assert "chaque 2ᵉ jeudi du mois" in page


def test_every_date_of_a_series_is_in_its_own_list(source, monthly, make_event):
    make_event(title="Autre")
    listed = page_of(source, f"/agenda/?serie={monthly.slug}")
    assert [url for url, _title in TITLE.findall(listed)] == [
        row.get_absolute_url() for row in monthly.occurrences.coming()
    ]
    assert f"agenda.ics?serie={monthly.slug}" in listed
    assert "form-errors" in page_of(source, "/agenda/?serie=inconnue", status=400)


def test_series_push_no_event_off_the_page_and_each_is_on_one_page(source, make_event, monkeypatch):
    from events.views import agenda as view

    monkeypatch.setattr(view, "DATES_A_PAGE", 3)
    for index in range(3):
        make_event(title=f"Chaque jour {index}", recurrence="FREQ=DAILY", count=40)
    make_event(title="Unique", starts_at=timezone.now() + timedelta(days=30))
    pages = [page_of(source, f"/agenda/?page={number}") for number in (1, 2)]
    titles = [[title for _url, title in TITLE.findall(page)] for page in pages]
    assert titles == [["Chaque jour 0", "Chaque jour 1", "Chaque jour 2"], ["Unique"]]
    assert ["day-strip" in page for page in pages] == [True, False]
    assert ['rel="next"' in page for page in pages] == [True, False]


def test_days_that_come_lead_to_all_their_dates(source, make_event):
    make_event(title="Chaque jour", recurrence="FREQ=DAILY", count=20)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    page = page_of(source, "/agenda/?genre=meeting")
    assert page.count(f'href="/agenda/?genre=meeting&amp;du={day}&amp;au={day}"') >= 1
    listed = page_of(source, f"/agenda/?genre=meeting&du={day}&au={day}")
    assert TITLE.findall(listed) == [(f"/agenda/chaque-jour/{day}/", "Chaque jour")]


def test_archive_lists_past_dates(source, monthly, make_event):
    make_event(title="Déjà passé", starts_at=timezone.now() - timedelta(days=40))
    page = page_of(source, "/agenda/?passe=1")
    assert "Déjà passé" in page
    assert "Réunion mensuelle</a>" not in page


def test_meeting_of_this_evening_is_still_coming_and_a_day_without_hour_until_midnight(source, make_event):
    now = timezone.now()
    make_event(title="Commencée", starts_at=now - timedelta(hours=1))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    make_event(title="Dans la journée", starts_at=today, precision="day")
    page = page_of(source, "/agenda/")
    assert "Commencée" in page
    assert "Dans la journée" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("collectif=marseille-a-decouvert", {"Réunion mensuelle"}),
        ("genre=cartopartie", {"Cartopartie"}),
        ("lieu=marseille", {"Réunion mensuelle", "Cartopartie"}),
        ("lieu=Brest", set()),
        ("collectif=Marseille+%C3%A0+d%C3%A9couvert", {"Réunion mensuelle"}),
        ("du=2020-01-01&au=2020-02-01", set()),
        ("du=2090-01-01", set()),
    ],
)
def test_agenda_is_narrowed_by_its_address(source, monthly, make_event, query, shown):
    make_event(title="Cartopartie", kind="cartopartie")
    page = page_of(source, f"/agenda/?{query}")
    assert {title for title in ("Réunion mensuelle", "Cartopartie") if f">{title}</a>" in page} == shown


@pytest.mark.parametrize(
    "query",
    [
        "genre=concert",
        "du=hier",
        "collectif=inconnu",
        "mois=2026-13",
        "du=2027-02-01&au=2027-01-01",
        "lieu=Zz&rayon=10",
        "rayon=7",
    ],
)
def test_agenda_says_what_is_wrong_with_its_address(source, commune, query):
    assert "form-errors" in page_of(source, f"/agenda/?{query}", status=400)


def test_paris_shows_what_happens_in_its_arrondissements(source, make_event, commune):
    from places.models import Commune

    paris_ = Commune.objects.create(insee="75056", name="Paris", slug="paris", search_name="paris")
    nineteenth = Commune.objects.create(
        insee="75119", name="Paris 19e Arrondissement", slug="paris-19", search_name="paris 19", parent=paris_
    )
    make_event(title="Stalingrad", commune=nineteenth)
    assert "Stalingrad" in page_of(source, "/agenda/?lieu=Paris")
    assert [row.event.title for row in next_dates(commune=paris_)["dates"]] == ["Stalingrad"]


def test_month_shows_each_day_of_a_festival_and_the_festival_without_days(source, make_event):
    make_event(title="Trois jours", starts_at=paris(2027, 3, 26), ends_at=paris(2027, 3, 28), precision="day")
    make_event(title="Un mois", starts_at=paris(2027, 3, 1), precision="month")
    page = page_of(source, "/agenda/?mois=2027-03")
    assert page.count(">Trois jours</a>") == 3
    assert page.count(">Un mois</a>") == 1
    assert "Trois jours" not in page_of(source, "/agenda/?mois=2027-05")
    assert "Un mois" not in page_of(source, "/agenda/?mois=2027-02")


def test_month_has_dates_in_the_days_of_their_own_clocks(source, make_event):
    noumea = ZoneInfo("Pacific/Noumea")
    make_event(title="Là-bas", starts_at=datetime(2027, 3, 11, 8, tzinfo=noumea), time_zone="Pacific/Noumea")
    make_event(title="Nuit", starts_at=paris(2027, 3, 12, 23), ends_at=paris(2027, 3, 13, 2))
    make_event(title="Deux jours", starts_at=paris(2027, 3, 14, 10), ends_at=paris(2027, 3, 15, 18))
    page = page_of(source, "/agenda/?mois=2027-03")
    shown = {
        day: {title for title in ("Là-bas", "Nuit", "Deux jours") if title in cell}
        for day, cell in re.findall(r'<td[^>]*>\s*<time datetime="2027-03-(\d\d)"(.*?)</td>', page, re.S)
    }
    assert {day: titles for day, titles in shown.items() if titles} == {
        "11": {"Là-bas"},
        "12": {"Nuit"},
        "14": {"Deux jours"},
        "15": {"Deux jours"},
    }


def test_month_view_without_month_is_this_one(source, commune):
    assert timezone.localdate().strftime("%Y-%m-%d") in page_of(source, "/agenda/?vue=mois")


@pytest.mark.parametrize("number", [1, 8])
@pytest.mark.parametrize(("url", "queries"), [("/agenda/", 5), ("/agenda/?passe=1", 5), ("/agenda/?mois={month}", 3)])
def test_agenda_costs_the_same_queries_for_one_and_many(
    source, make_event, collective, number, url, queries, django_assert_max_num_queries
):
    for index in range(number):
        make_event(title=f"R {index}", hosts=[collective])
        make_event(title=f"P {index}", hosts=[collective], starts_at=timezone.now() - timedelta(days=20))
    month = (timezone.localdate() + timedelta(days=1)).strftime("%Y-%m")
    source.get(url.format(month=month))  # settings and site are read once
    with django_assert_max_num_queries(queries + 4):
        page_of(source, url.format(month=month))


def test_next_dates_take_one_of_each_series(monthly, make_event, commune):
    make_event(title="Autre", recurrence="FREQ=DAILY", count=30)
    assert sorted(row.event.title for row in next_dates(commune=commune)["dates"]) == ["Autre", "Réunion mensuelle"]


def test_search_finds_words_and_hides_what_is_not_listed(make_event, pending, outsider, moderator):
    from django.contrib.auth.models import AnonymousUser

    from events.queries import search_events

    make_event(title="Projection publique", summary="Un film sur les caméras")
    make_event(title="Projection privée", hosts=[pending])
    titles = lambda user: [event.title for event in search_events("projection", user)]  # noqa: E731
    assert titles(AnonymousUser()) == titles(outsider) == ["Projection publique"]
    assert sorted(titles(moderator)) == ["Projection privée", "Projection publique"]
    assert [event.title for event in search_events("caméras marseille", outsider)] == ["Projection publique"]


def test_addresses_are_those_of_the_contract():
    assert reverse("events:agenda") == "/agenda/"
    assert reverse("events:feed") == "/agenda/agenda.ics"
    assert reverse("events:propose") == "/agenda/proposer/"
    assert reverse("events:collective_feed", args=["m"]) == "/collectifs/m/agenda.ics"


def test_agenda_and_home_show_a_change_at_once(source, monthly):
    for address in ("/agenda/", "/"):
        assert "Réunion mensuelle" in page_of(source, address)
    assert "chaque 2ᵉ" not in page_of(source, "/en/agenda/").lower()
    type(monthly).objects.filter(pk=monthly.pk).update(title="Réunion du mois")
    for address in ("/agenda/", "/"):
        page = page_of(source, address)
        assert "Réunion mensuelle" not in page
        assert "Réunion du mois" in page


def test_dates_in_order_are_found_by_an_index(monthly):
    assert "occurrence_in_order" in {index.name for index in Occurrence._meta.indexes}
    if connection.vendor == "sqlite":
        assert "occurrence_in_order" in agenda(Filters())[:30].explain()


@pytest.fixture
def aix(db):
    """Some 26 km north of Marseille."""
    from places.models import Commune

    return Commune.objects.create(
        insee="13001",
        name="Aix-en-Provence",
        slug="aix-en-provence",
        search_name="aix en provence",
        departement_code="13",
        departement="Bouches-du-Rhône",
        latitude=43.5298,
        longitude=5.4475,
    )


def test_radius_takes_in_the_neighbours(source, make_event, aix):
    make_event(title="À Marseille")
    make_event(title="À Aix", commune=aix)
    shown = lambda query: {t for t in ("À Marseille", "À Aix") if f">{t}</a>" in page_of(source, f"/agenda/?{query}")}  # noqa: E731
    assert shown("lieu=Aix") == {"À Aix"}
    assert shown("lieu=Aix&rayon=10") == {"À Aix"}
    assert shown("lieu=Aix&rayon=50") == {"À Aix", "À Marseille"}
    assert shown("rayon=50") == {"À Aix", "À Marseille"}


def test_this_week_and_this_month_end_where_they_end(source, make_event):
    from events.forms.agenda import span_named

    monday, sunday = span_named("semaine", timezone.localdate())
    first, last = span_named("mois", timezone.localdate())
    assert (monday.weekday(), (sunday - monday).days) == (0, 6)
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    now = timezone.localtime()
    make_event(title="Ce soir", starts_at=now + timedelta(minutes=5))
    make_event(title="Bien plus tard", starts_at=now + timedelta(days=40))
    for span in ("semaine", "mois"):
        page = page_of(source, f"/agenda/?quand={span}")
        assert "Bien plus tard" not in page
        assert f"agenda.ics?quand={span}" in page
    assert span_named("mois", paris(2026, 12, 5).date())[1] == paris(2026, 12, 31).date()


def test_list_knows_only_whether_another_page_follows(source, make_event):
    make_event(title="Chaque jour", recurrence="FREQ=DAILY", count=65)
    with CaptureQueriesContext(connection) as queries:
        first = page_of(source, "/agenda/")
    asked = " ".join(query["sql"] for query in queries if "events_occurrence" in query["sql"])
    assert re.findall(r"COUNT\(", asked) == re.findall(r"COUNT\((?=\*\) FROM \(.*? LIMIT 24\))", asked)  # of one series
    assert (first.count(">Chaque jour</a>"), 'rel="next"' in first) == (2, False)
    with CaptureQueriesContext(connection) as queries:
        first = page_of(source, "/agenda/?serie=chaque-jour")
    assert "COUNT(" not in " ".join(query["sql"] for query in queries if "events_occurrence" in query["sql"])
    assert first.count('title"><a') == 30
    assert 'rel="next"' in first
    last = page_of(source, "/agenda/?serie=chaque-jour&page=3")
    assert (last.count('title"><a'), 'rel="next"' in last, 'rel="prev"' in last) == (5, False, True)
    for odd in ("0", "-1", "x", "99999999999999999999", "٣"):
        page_of(source, f"/agenda/?page={odd}")


def test_map_tells_where_something_comes(source, make_event, aix, monthly):
    aix.latitude += 1
    aix.save()
    make_event(title="À Aix", commune=aix)
    page = page_of(source, "/agenda/?vue=carte&genre=meeting")
    assert page.count('class="map__reach') == 2
    assert ">Aix-en-Provence</text>" in page
    assert 'href="/agenda/?genre=meeting&amp;lieu=Aix-en-Provence+%2813%29"' in page
    assert "1 événement" in page
    assert "Là où quelque chose" in page
    assert 'class="map__point' not in page_of(source, "/agenda/?vue=carte&genre=festival")


def test_map_tells_what_comes_within_seven_days(source, make_event, aix):
    make_event(title="Demain", commune=aix, starts_at=timezone.now() + timedelta(days=1))
    make_event(title="Dans un mois", commune=aix, starts_at=timezone.now() + timedelta(days=30))
    page = " ".join(page_of(source, "/agenda/?vue=carte").split())
    assert 'class="map__point map__point--soon"' in page
    assert "dans les sept jours (1)</li>" in page
    assert "plus tard (1)</li>" in page
    page = page_of(source, f"/agenda/?vue=carte&du={timezone.localdate() + timedelta(days=20)}")
    assert "dans les sept jours" not in page


def test_map_puts_neighbours_in_one_spot_that_leads_around_it(source, make_event, aix, monthly):
    make_event(title="À Aix", commune=aix)
    page = page_of(source, "/agenda/?vue=carte&genre=meeting")
    assert page.count('class="map__reach') == 1
    assert "Marseille, Aix-en-Provence</text>" in page
    assert 'href="/agenda/?genre=meeting&amp;lieu=Marseille+%2813%29&amp;rayon=50" tabindex="-1"' in page


def test_map_of_many_communes_shows_departments(source, make_event, monkeypatch, aix, monthly):
    from events import agenda_map

    monkeypatch.setattr(agenda_map, "SPOTS_AT_MOST", 1)
    make_event(title="À Aix", commune=aix)
    page = page_of(source, "/agenda/?vue=carte")
    assert page.count('class="map__reach') == 1
    assert ">2</text>" in page
    assert "plusieurs événements dans le même département" in page
    assert "Bouches-du-Rhône" in page
    assert "2 événements" in page
    assert "rayon=50" in page


def test_full_day_of_the_month_leads_to_its_list(source, make_event):
    for index in range(9):
        make_event(title=f"R {index}", starts_at=paris(2027, 3, 4, 10 + index))
    page = page_of(source, "/agenda/?mois=2027-03&genre=meeting")
    assert page.count('/2027-03-04/">') == 6
    assert "?genre=meeting&amp;du=2027-03-04&amp;au=2027-03-04" in page
    assert "et 3 autres" in page
    listed = page_of(source, "/agenda/?genre=meeting&du=2027-03-04&au=2027-03-04")
    assert listed.count('/2027-03-04/" dir="auto">') == 9


def test_atom_has_the_whole_text_and_the_filters_of_the_page(source, make_event, monthly):
    make_event(title="Film <b>", kind="talk", body="## Programme\n\n- un\n- deux", price="5 €", admission="choice")
    answer = source.get("/agenda/feed/?genre=talk")
    assert answer["Content-Type"].startswith("application/atom+xml")
    (entry,) = entries_of(answer.content)
    assert entry.find(f"{ATOM}title").text == "Film <b>"
    content = entry.find(f"{ATOM}content").text
    for words in ("Programme</h", "<li>deux</li>", "Prix libre · 5 €", "Marseille"):
        assert words in content
    assert source.get("/agenda/feed/?genre=talk", headers={"if-none-match": answer["ETag"]}).status_code == 304
    services.cancel_date(Occurrence.objects.get(event__kind="talk"), reason="Salle fermée")
    assert source.get("/agenda/feed/?genre=talk", headers={"if-none-match": answer["ETag"]}).status_code == 200
    assert len(entries_of(source.get("/agenda/feed/").content)) > 10
    assert source.get("/agenda/feed/?genre=concert").status_code == 400
    assert "/agenda/feed/?genre=talk" in page_of(source, "/agenda/?genre=talk")


def test_atom_leaves_out_signs_that_xml_does_not_take(source, make_event):
    make_event(title="Film\x0b muet", body="Une\x0c bobine")
    assert "<title>Film muet</title>" in page_of(source, "/agenda/feed/")


@pytest.mark.parametrize("number", [1, 8])
@pytest.mark.parametrize(("url", "queries"), [("/agenda/?vue=carte", 6), ("/agenda/feed/", 8)])
def test_map_and_atom_cost_the_same_queries_for_one_and_many(
    source, make_event, collective, number, url, queries, django_assert_max_num_queries
):
    for index in range(number):
        make_event(title=f"R {index}", hosts=[collective])
    source.get(url)
    with django_assert_max_num_queries(queries):
        source.get(url)


def test_search_finds_events_by_words_without_accents(source, make_event, collective):
    from django.contrib.auth.models import AnonymousUser

    from events.queries import search_events

    make_event(title="Soirée « Œil de Moscou »", body="On parlera des DRÔNES.", hosts=[collective])
    make_event(title="Brouillon soirée", publish=False)
    for text in ("soiree oeil", "SOIRÉE", "drones", "marseille soirée", "decouvert soiree"):
        assert [event.title for event in search_events(text, AnonymousUser())] == ["Soirée « Œil de Moscou »"], text
    assert not search_events("soirée absente", AnonymousUser())


def test_filter_of_the_agenda_with_a_sign_that_nothing_holds_is_an_answer(source, monthly, no_nul):
    for path in ("/agenda/", "/agenda/feed/", "/agenda/agenda.ics"):
        assert source.get(path, {"collectif": "a\0b"}).status_code in (200, 400)
