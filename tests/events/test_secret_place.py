"""A place told only to those who registered: it stands behind no other door, and before its hour behind none at all."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.cache import caches
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from events import links, services
from events.models import Attendance, Event
from tests.events.conftest import next_second_thursday
from tests.own_memory import Memory

CANARY = "Cave du canari"
MOVED = "Grenier du canari"


@pytest.fixture
def event(make_event, collective):
    """In four days at 19:00; the place is told a day before."""
    start = (timezone.now() + timedelta(days=4)).replace(microsecond=0)
    return make_event(
        title="Projection discrète",
        hosts=[collective],
        starts_at=start,
        attendance=True,
        place="Quartier de la Plaine",
        secret_place=CANARY,
        place_told_hours=24,
        summary="Un film.",
    )


@pytest.fixture
def day(event):
    return event.occurrences.get()


def private_page(attendance):
    return f"/agenda/inscription/{links.ATTENDANCE.token_of(attendance)}/"


def public_doors(event):
    """Every address of the site that can be filled in with what is known of this event, in both languages."""
    row = event.occurrences.get()
    commune = event.commune
    values = {
        "slug": event.slug,
        "day": row.date.isoformat(),
        "insee": commune.insee,
        "pk": str(event.pk),
        "event_slug": event.slug,
        "size": "a4",
    }
    found = ["/", commune.get_absolute_url(), event.hosts.get().get_absolute_url()]
    for pattern, names in walk(get_resolver(), ""):
        address = pattern
        for name in names:
            address = re.sub(rf"<(?:\w+:)?{name}>", values.get(name, "x"), address)
        if any(word in pattern for word in ("agenda", "collectifs", "communes", "articles", "search", "evenement")):
            found.append("/" + address)
    queries = ["?q=canari", "?vue=mois", f"?mois={row.local_start:%Y-%m}", "?passe=1", "?vue=carte", "?lieu=Marseille"]
    found += [f"/agenda/{query}" for query in queries] + ["/search/?q=canari", "/search/?q=projection"]
    return sorted({door for door in found if "<" not in door and "(?" not in door})


def walk(resolver, prefix):
    for entry in resolver.url_patterns:
        route = prefix + str(getattr(entry.pattern, "_route", ""))
        if isinstance(entry, URLResolver):
            yield from walk(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, re.findall(r"<(?:\w+:)?(\w+)>", route)


def words(answer):
    """What a person or a machine reads in an answer; of a PDF, its text."""
    content = b"".join(answer) if answer.streaming else answer.content
    if answer.get("Content-Type", "").startswith("application/pdf"):
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return content.decode(errors="replace")


@pytest.mark.django_db(transaction=True)  # outside a transaction pages remember what is around them
@pytest.mark.parametrize("told", [False, True], ids=["before its hour", "after its hour"])
def test_secret_place_is_behind_no_public_door(source, client_of, member, event, day, told):
    services.attend(day, nickname="Mésange", language="fr")
    services.move_date(day, local_start=day.local_start, reason="Fuite d'eau", place=MOVED, address="1 rue du Canari")
    if told:
        Event.objects.filter(pk=event.pk).update(place_told_hours=None)
    doors = public_doors(event)
    assert {"/agenda/", "/agenda/projection-discrete/", "/agenda/projection-discrete.ics", "/agenda/agenda.ics"} <= {
        *doors
    }
    assert len(doors) > 25
    signed_in, answered, posters = client_of(member), 0, 0
    a_guest, a_member = Memory(), Memory()  # nothing drawn for one of them hides what the other is shown
    for door in doors:
        with a_guest.inside():
            shown = source.get(door)
            answers = [(door, shown)]
            is_page = shown.get("Content-Type", "").startswith("text/")
            if is_page:  # a picture or a PDF is drawn once, it knows no reader
                answers += [(f"/en{door}", source.get(f"/en{door}"))]
        if is_page:
            with a_member.inside():
                answers += [(door, signed_in.get(door))]
        posters += shown.get("Content-Type", "").startswith("application/pdf")
        for address, answer in answers:
            answered += answer.status_code == 200
            text = words(answer).lower()
            assert CANARY.lower() not in text and MOVED.lower() not in text and "rue du canari" not in text, address
    assert posters > 0
    assert answered > 30


def test_secret_place_is_in_no_cached_fragment(source, event):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    with override_settings(CACHES={name: memory | {"LOCATION": name} for name in ("default", "fragments")}):
        for door in ("/agenda/", "/agenda/agenda.ics", "/agenda/projection-discrete/", "/agenda/?vue=mois"):
            source.get(door)
        assert caches["default"]._cache, "something is kept"
        assert CANARY not in f"{caches['default']._cache} {caches['fragments']._cache}"


def test_registered_person_reads_it_from_its_hour_on(source, event, day):
    attendance = services.attend(day, nickname="Mésange", language="fr")
    page = source.get(private_page(attendance)).content.decode()
    assert CANARY not in page
    told = day.place_moment
    assert f"{told:%H:%M}" in page
    services.move_date(day, local_start=day.local_start - timedelta(days=3, hours=1), reason="")
    assert CANARY in source.get(private_page(attendance)).content.decode()


def test_place_of_a_moved_date_stays_secret_and_is_the_one_told(source, event, day):
    attendance = services.attend(day, nickname="Mésange", language="fr")
    Event.objects.filter(pk=event.pk).update(place_told_hours=None)
    day.event.refresh_from_db()
    services.move_date(day, local_start=day.local_start, reason="", place=MOVED)
    page = source.get(private_page(attendance)).content.decode()
    assert MOVED in page and CANARY not in page
    day.refresh_from_db()
    assert (day.own_place, day.place) == ("", "Quartier de la Plaine")


def test_date_moved_before_its_place_became_secret_is_hidden_too(make_event, source):
    event = make_event(title="Ouvert", attendance=True)
    row = event.occurrences.get()
    services.move_date(row, local_start=row.local_start, reason="", place=MOVED)
    assert MOVED in source.get(row.get_absolute_url()).content.decode()
    services.change(event, secret_place=CANARY)
    assert MOVED not in source.get(row.get_absolute_url()).content.decode()
    row.refresh_from_db()
    assert row.secret_place == MOVED


def test_who_waits_is_not_told(source, event, day):
    Event.objects.filter(pk=event.pk).update(place_told_hours=None, capacity=1)
    first, second = [services.attend(day, nickname=str(number), language="fr") for number in range(2)]
    assert CANARY in source.get(private_page(first)).content.decode()
    assert CANARY not in source.get(private_page(second)).content.decode()


def test_cancelled_date_tells_nothing(source, event, day):
    attendance = services.attend(day, nickname="Mésange", language="fr")
    Event.objects.filter(pk=event.pk).update(place_told_hours=None)
    services.cancel_date(day, reason="")
    assert CANARY not in source.get(private_page(attendance)).content.decode()


def test_mails_tell_it_from_its_hour_on_once(event, day, mailoutbox):
    attendance = services.attend(day, nickname="Mésange", email="m@example.org", language="fr")
    services.confirm_email(attendance)
    services.attend(day, nickname="Sans réponse", email="muette@example.org", language="fr")
    assert services.tell_places() == 0
    assert not any(CANARY in mail.body for mail in mailoutbox)
    mailoutbox.clear()
    Event.objects.filter(pk=event.pk).update(place_told_hours=24 * 6)
    assert services.tell_places() == 1
    assert services.tell_places() == 0
    (mail,) = mailoutbox
    assert mail.to == ["m@example.org"] and CANARY in mail.body and mail.subject == "Le lieu : Projection discrète"


def test_place_told_at_once_comes_with_the_confirmation(event, day, mailoutbox):
    Event.objects.filter(pk=event.pk).update(place_told_hours=None)
    day.refresh_from_db()
    attendance = services.attend(day, nickname="Mésange", email="m@example.org", language="fr")
    assert CANARY not in mailoutbox[0].body  # nobody has said yet that this address is theirs
    services.confirm_email(attendance)
    assert CANARY in mailoutbox[1].body
    assert services.tell_places() == 0
    assert Attendance.objects.get().place_told_at


@pytest.fixture
def typed(commune):
    return {
        "title": "Projection",
        "kind": "talk",
        "day": next_second_thursday().date().isoformat(),
        "hour": "20:00",
        "commune": "Marseille",
        "attendance": "on",
        "secret_place": CANARY,
        "place_told": "12",
    }


def test_organiser_turns_registration_on(client_of, organiser, collective, typed):
    assert (
        client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | {"capacity": "20"}).status_code == 302
    )
    event = Event.objects.get()
    assert (event.attendance, event.capacity, event.secret_place, event.place_told_hours) == (True, 20, CANARY, 12)
    page = client_of(organiser).get(f"/agenda/{event.slug}/modifier/").content.decode()
    assert CANARY in page and 'value="12" selected' in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"attendance": ""}, "attendance"),
        ({"address": "1 rue Publique"}, "address"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "deux"}, "capacity"),
        ({"place_told": "5"}, "place_told"),
        ({"secret_place": "", "attendance": "", "capacity": "5"}, "attendance"),
        ({"secret_place": "x" * 501}, "secret_place"),
    ],
)
def test_form_refuses_a_secret_place_that_would_be_public_or_told_to_nobody(
    client_of, organiser, collective, typed, wrong, field
):
    answer = client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Projection" in answer.content.decode()
    assert not Event.objects.exists()


def test_strangers_cannot_turn_registration_on(source, typed):
    from events.forms import ProposalForm

    answer = source.post("/agenda/proposer/", typed | {"token": ProposalForm.fresh_token()})
    assert answer.status_code == 302
    assert Event.objects.get().attendance is False
    assert Event.objects.get().secret_place == ""
