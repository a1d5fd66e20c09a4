"""Starting a collective: nothing is kept before the account, nothing typed is lost on the way."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from campaign.forms import CollectiveForm, StartCollectiveForm
from campaign.models import Collective
from tests.events.conftest import next_second_thursday

pytestmark = pytest.mark.django_db

WORDS = {
    "commune": "Marseille",
    "name": "L’Œil ouvert",
    "introduction": "Première ligne.\nDeuxième «\u202fligne\u202f» & <b>signes</b>.",
    "meeting_words": "Jeudi à 19 h",
}


def sealed_in(text):
    return re.search(r'name="p" value="([^"]+)"', text)[1]


def test_visitor_sees_the_words_again_and_the_way_to_an_account_without_a_cookie(client, commune):
    response = client.post("/collectifs/lancer/", WORDS)
    assert response.status_code == 200
    assert not response.cookies
    assert "&lt;b&gt;signes&lt;/b&gt;" in response.text
    assert "/accounts/signup/?next=" in response.text
    assert not Collective.objects.exists()


def test_missing_words_come_back_with_everything_typed(client, commune):
    response = client.post("/collectifs/lancer/", WORDS | {"introduction": ""})
    assert response.status_code == 422
    assert "L’Œil ouvert" in response.text
    assert "Jeudi à 19 h" in response.text


@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01"])
def test_year_mistyped_is_said_before_anything_is_sent(client, commune, day):
    response = client.post("/collectifs/lancer/", WORDS | {"first_day": day})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["first_day"]
    assert "Vérifiez l’année" in response.text


def test_sealed_words_open_as_they_were(client, commune):
    form = StartCollectiveForm(WORDS)
    assert form.is_valid()
    opened = StartCollectiveForm.opened(form.sealed())
    assert opened["introduction"] == WORDS["introduction"]
    assert opened["commune"] == commune
    assert "L’Œil ouvert" in client.get("/collectifs/lancer/", {"p": form.sealed()}).text


@pytest.mark.parametrize("sealed", ["", "nonsense", "a:b:c", "\x00"])
def test_broken_seal_answers_with_a_sentence(client, sealed):
    response = client.get("/collectifs/lancer/relire/", {"p": sealed})
    assert response.status_code == 400
    assert "notice--danger" in response.text


def test_signed_in_person_sends_it(client_of, outsider, commune):
    client = client_of(outsider)
    review = client.post("/collectifs/lancer/", WORDS)
    response = client.post("/collectifs/lancer/envoyer/", {"p": sealed_in(review.text)})
    collective = Collective.objects.get()
    assert response["Location"] == collective.get_absolute_url()
    assert collective.introduction == WORDS["introduction"]
    assert collective.created_by == outsider


def test_same_words_sent_twice_start_one_collective(client_of, outsider, member, commune):
    sealed = sealed_in(client_of(outsider).post("/collectifs/lancer/", WORDS).text)
    first, second = (client_of(outsider).post("/collectifs/lancer/envoyer/", {"p": sealed}) for _ in range(2))
    assert second["Location"] == first["Location"]
    assert Collective.objects.filter(created_by=outsider).count() == 1
    client_of(member).post("/collectifs/lancer/envoyer/", {"p": sealed})
    assert Collective.objects.filter(created_by=member).count() == 1


def test_visitor_cannot_send(client, commune):
    form = StartCollectiveForm(WORDS)
    form.is_valid()
    response = client.post("/collectifs/lancer/envoyer/", {"p": form.sealed()})
    assert response.status_code == 302
    assert not Collective.objects.exists()


def test_fourth_waiting_collective_is_refused_with_its_words_kept(client_of, outsider, commune):
    client = client_of(outsider)
    for number in range(4):
        form = StartCollectiveForm(WORDS | {"meeting_words": f"Le {number}"})
        form.is_valid()
        response = client.post("/collectifs/lancer/envoyer/", {"p": form.sealed()})
    assert Collective.objects.count() == 3
    assert "L’Œil ouvert" in response.text


def test_first_meeting_has_its_address_and_calendar_before_any_approval(client, client_of, outsider, commune):
    day = timezone.localdate() + timedelta(days=9)
    typed = WORDS | {"first_day": day.isoformat(), "first_hour": "19:30", "first_place": "Bar de l’Iris"}
    organiser = client_of(outsider)
    organiser.post("/collectifs/lancer/envoyer/", {"p": sealed_in(organiser.post("/collectifs/lancer/", typed).text)})
    collective = Collective.objects.get()
    event = collective.events.get()
    page = client.get(event.get_absolute_url())
    assert page.status_code == 200
    assert "noindex" in page.text
    assert "19\xa0h\xa030" in page.text and "Bar de l’Iris" in page.text
    assert "DTSTART" in client.get(f"/agenda/{event.slug}.ics").content.decode()
    assert event.get_absolute_url() in client.get(collective.get_absolute_url()).text
    assert event.title not in client.get("/agenda/").text
    shared = organiser.get(collective.get_absolute_url()).text
    assert f"http://testserver{collective.get_absolute_url()}" in shared
    text = shared.split('id="share-text"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert "19\xa0h\xa030" in text
    assert not [line for line in text.splitlines() if line != line.strip()], "indented by a formatter"
    assert "share-text" not in client.get(collective.get_absolute_url()).text


def test_first_meeting_survives_the_way_over_sign_up(client, commune):
    day = timezone.localdate() + timedelta(days=9)
    form = StartCollectiveForm(WORDS | {"first_day": day.isoformat(), "first_hour": "19:30", "first_place": "Ici"})
    assert form.is_valid()
    opened = StartCollectiveForm.opened(form.sealed())
    meeting = StartCollectiveForm.to_start(opened)["first_meeting"]
    assert (meeting.day, meeting.hour.strftime("%H:%M"), meeting.place) == (day, "19:30", "Ici")
    assert day.isoformat() in client.get("/collectifs/lancer/", {"p": form.sealed()}).text


@pytest.mark.parametrize(
    "typed", [{"first_day": "2001-01-01"}, {"first_hour": "19:30"}, {"first_place": "Ici"}, {"first_day": "bientôt"}]
)
def test_first_meeting_that_cannot_be_comes_back_with_everything_typed(client, commune, typed):
    response = client.post("/collectifs/lancer/", WORDS | typed)
    assert response.status_code == 422
    assert "L’Œil ouvert" in response.text


def test_form_opens_with_the_commune_of_the_page_one_comes_from(client, commune):
    assert 'value="Marseille (13)"' in client.get("/collectifs/lancer/?commune=13055").text
    assert client.get("/collectifs/lancer/?commune=%00").status_code == 200


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("MarseiIle à découvert", "looks like it"),
        ("MARSEILLE A DECOUVERT", "looks like it"),
        ("Маrseille", "several alphabets"),
        ("Mar\u00adseille", "invisible"),
    ],
)
def test_collective_takes_no_name_that_reads_as_anothers(collective, organiser, neighbour, name, sentence):
    data = {"commune": str(collective.commune), "name": name, "introduction": "Ici."}
    other = Collective.objects.get(name="Regards de Lyon")
    with override("en"):
        assert sentence in " ".join(StartCollectiveForm(data).errors["name"])
        assert sentence in " ".join(CollectiveForm({"name": name}, instance=other).errors["name"])
    assert "name" not in CollectiveForm({"name": collective.name}, instance=collective).errors


@pytest.mark.parametrize(
    ("rhythm", "rule"),
    [
        ("", ""),
        ("same-week", "FREQ=MONTHLY;BYDAY=2TH"),
        ("weekly", "FREQ=WEEKLY;BYDAY=TH"),
        ("last-week", ""),  # the second Thursday is not the last
        ("rule", ""),
        ("FREQ=DAILY", ""),
    ],
)
def test_first_meeting_begins_the_series_that_was_chosen(client_of, outsider, commune, rhythm, rule):
    client = client_of(outsider)
    day = next_second_thursday().date()
    review = client.post("/collectifs/lancer/", WORDS | {"first_day": day.isoformat(), "first_hour": "19:00"}).text
    assert "Chaque 2ᵉ jeudi" in review
    client.post("/collectifs/lancer/envoyer/", {"p": sealed_in(review), "rhythm": rhythm})
    event = Collective.objects.get().events.get()
    assert event.recurrence == rule
    assert event.title.startswith("Réunion ouverte" if rule else "Première réunion")


def test_series_is_offered_to_nobody_without_a_first_day(client_of, outsider, commune):
    assert 'name="rhythm"' not in client_of(outsider).post("/collectifs/lancer/", WORDS).text


def test_words_of_any_alphabet_come_through_the_sign_up(client, commune):
    words = "".join(chr(0x4E00 + 7 * number % 20_000) for number in range(1490))
    page = client.post("/collectifs/lancer/", WORDS | {"introduction": words}).text
    signup = html.unescape(re.search(r'href="(/accounts/signup/[^"]+)"', page)[1])
    onward = html.unescape(re.search(r'name="next" value="([^"]*)"', client.get(signup).text)[1])
    assert len(onward) > 2048  # what Django still takes for an address of one's own
    answer = client.post(signup, {"public_name": "Martre", "password1": "glycine sous la pluie", "next": onward})
    review = re.search(r'href="(/collectifs/lancer/relire/[^"]+)"', client.get(answer.url).text)[1]
    assert words in client.get(html.unescape(review)).text
