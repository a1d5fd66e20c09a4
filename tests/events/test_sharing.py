"""Posters, tracts, texts and pictures: who gets them, what they say, what they cost."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.cache import caches
from django.utils import timezone
from PIL import Image

from campaign.models import Act, Collective
from events import posters, services
from events.announcements import SMS_LETTERS, announcement
from events.models import Event
from events.views import sharing
from tests.conftest import make_user

MILLIMETRES = {"a3": (297, 420), "a4": (210, 297), "a5": (148, 210)}


def read(pdf: bytes) -> tuple[list[tuple[int, int]], str]:
    """The pages' sizes in millimetres, and the words."""
    document = pypdfium2.PdfDocument(pdf)
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
    return sizes, " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.parametrize("size", ["a3", "a4", "a5"])
def test_poster_of_a_series_is_one_page_of_its_size_with_all_one_needs(source, monthly, size):
    answer = source.get(f"/agenda/reunion-mensuelle/affiche-{size}.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert not answer.cookies
    sizes, words = read(answer.content)
    assert sizes == [MILLIMETRES[size]]
    for said in ("Réunion mensuelle", "Chaque 2", "19 h", "Bar de l'Horloge", "1 rue Inventée", "Marseille"):
        assert said in words
    assert f"/e/{posters.short_code(monthly)}" in words


def test_poster_of_a_date_names_its_day_and_its_own_title(source, monthly):
    row = monthly.occurrences.coming()[1]
    type(row).objects.filter(pk=row.pk).update(own_title="Soirée cartes")
    _sizes, words = read(source.get(f"{row.get_absolute_url()}affiche-a5.pdf").content)
    assert str(row.local_start.day) in words
    assert "Soirée cartes" in words
    assert "Chaque 2" not in words


def test_longest_words_stay_on_one_page(source, make_event, collective):
    event = make_event(
        title=("Anticonstitutionnellement " * 7)[:160].strip(),
        hosts=[collective],
        place="L" * 160,
        address="a" * 200,
        meeting_point="p " * 100,
        summary="Un mot. " * 500,
        no_photo=True,
    )
    sizes, words = read(source.get(f"/agenda/{event.slug}/affiche-a5.pdf").content)
    assert sizes == [MILLIMETRES["a5"]]
    assert "voie publique" in words


def test_hostile_words_are_words(source, make_event):
    event = make_event(title='<img src="file:///etc/passwd"> & <b>', slug="hostile", place="<script>")
    _sizes, words = read(source.get(f"/agenda/{event.slug}/affiche-a4.pdf").content)
    assert "<img" in words
    assert "<script>" in words


def test_poster_of_a_draft_is_missing_for_others(source, client_of, outsider, organiser, make_event, collective):
    make_event(title="Brouillon", hosts=[collective], publish=False)
    for address in ("affiche-a4.pdf", "apercu.png", "partager/"):
        assert source.get(f"/agenda/brouillon/{address}").status_code == 404
        assert client_of(outsider).get(f"/agenda/brouillon/{address}").status_code == 404
        answer = client_of(organiser).get(f"/agenda/brouillon/{address}")
        assert answer.status_code == 200
    assert "no-store" in client_of(organiser).get("/agenda/brouillon/affiche-a4.pdf")["Cache-Control"]


def test_poster_of_a_waiting_collective_works_at_its_address(source, make_event, pending):
    make_event(title="Première réunion", hosts=[pending])
    assert source.get("/agenda/premiere-reunion/affiche-a5.pdf").status_code == 200
    assert '<meta name="robots" content="noindex">' in source.get("/agenda/premiere-reunion/partager/").content.decode()


def test_collective_has_a_poster_also_while_it_waits(source, monthly, collective, pending):
    sizes, words = read(source.get("/collectifs/marseille-a-decouvert/affiche.pdf").content)
    assert sizes == [MILLIMETRES["a4"]]
    assert "Marseille à découvert" in words
    assert "19 h" in words
    assert source.get("/collectifs/en-attente/affiche.pdf").status_code == 200
    assert source.get("/collectifs/inconnu/affiche.pdf").status_code == 404


def test_declined_collective_has_papers_for_its_organisers_and_moderators_alone(
    source, client_of, member, moderator, pending, outsider
):
    addresses = ["/collectifs/en-attente/affiche.pdf", "/collectifs/en-attente/apercu.png"]
    assert [source.get(one).status_code for one in addresses] == [200, 200]
    Collective.objects.filter(pk=pending.pk).update(declined_at=timezone.now())
    caches["default"].clear()
    for one in addresses:
        assert [client.get(one).status_code for client in (source, client_of(member))] == [404, 404]
        answer = client_of(moderator).get(one)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_poster_is_noted_for_organisers_and_for_nobody_else(client_of, organiser, member, outsider, monthly, source):
    address = "/agenda/reunion-mensuelle/affiche-a5.pdf"
    for client in (source, client_of(member), client_of(outsider)):
        assert client.get(address).status_code == 200
    assert not Act.objects.exists()
    client_of(organiser).get(address)
    client_of(organiser).get(address)
    assert [(act.what, act.who) for act in Act.objects.all()] == [("poster", organiser)]


def test_skipped_date_has_no_poster(source, monthly):
    row = monthly.occurrences.coming().first()
    services.skip_date(row)
    answer = source.get(f"{row.get_absolute_url()}affiche-a4.pdf")
    assert (answer.status_code, answer["Location"]) == (302, f"/agenda/reunion-mensuelle/?jour={row.date}")


def test_poster_is_drawn_once_and_not_sent_again(source, monthly, monkeypatch):
    address = "/agenda/reunion-mensuelle/affiche-a5.pdf"
    first = source.get(address)
    monkeypatch.setattr("events.printing._run", lambda sheet: pytest.fail("drawn again"))
    assert source.get(address).content == first.content
    assert source.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_visitor_who_draws_without_end_waits_and_what_is_drawn_is_still_given(source, monthly, monkeypatch):
    drawn, new = "/agenda/reunion-mensuelle/affiche-a5.pdf", "/agenda/reunion-mensuelle/affiche-a4.pdf"
    assert source.get(drawn).status_code == 200
    monkeypatch.setattr(sharing, "DRAWINGS_AN_HOUR", 0)
    assert source.get(new).status_code == 429
    assert source.get(drawn).status_code == 200


def test_printer_that_is_missing_is_said(source, monthly, monkeypatch):
    from events import printing

    def broken(sheet):
        raise printing.PrintingMissing

    monkeypatch.setattr("events.printing._run", broken)
    answer = source.get("/agenda/reunion-mensuelle/affiche-a5.pdf")
    assert answer.status_code == 503
    assert "ne sait pas encore dessiner" in answer.content.decode()


def test_short_address_leads_to_the_event_and_drafts_have_none(source, monthly, client_of, outsider):
    code = posters.short_code(monthly)
    for written in (code, code.upper(), code.replace("0", "o").replace("1", "l")):
        assert source.get(f"/e/{written}")["Location"] == monthly.get_absolute_url()
    assert source.get("/e/00000000").status_code == 404
    assert source.get("/e/u-u").status_code == 404
    assert source.get(f"/e/{code}zzzzzzzzzzzzzzzzzzzzzzzzzzzzz").status_code == 404
    Event.objects.update(published_at=None)
    assert source.get(f"/e/{code}").status_code == 404
    assert client_of(outsider).get(f"/e/{code}").status_code == 404


def test_pictures_of_links_are_ours_and_of_the_size_messengers_want(source, monthly, collective):
    row = monthly.occurrences.coming().first()
    for page, picture in [
        (monthly.get_absolute_url(), f"{monthly.get_absolute_url()}apercu.png"),
        (row.get_absolute_url(), f"{row.get_absolute_url()}apercu.png"),
        (collective.get_absolute_url(), f"{collective.get_absolute_url()}apercu.png"),
    ]:
        assert (
            f'<meta property="og:image" content="http://localhost:8000{picture}">' in source.get(page).content.decode()
        )
        answer = source.get(picture)
        assert answer["Content-Type"] == "image/png"
        assert not answer.cookies
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_share_page_holds_three_texts_and_every_poster(source, monthly):
    answer = source.get("/agenda/reunion-mensuelle/partager/")
    page = answer.content.decode()
    assert not answer.cookies
    assert page.count("<textarea") == 3
    for label in ("Pour une messagerie", "Pour un SMS", "Pour une liste de diffusion"):
        assert f">{label}</label>" in page
    for size in posters.SIZES:
        assert f"/agenda/reunion-mensuelle/affiche-{size}.pdf" in page
    assert 'href="sms:?body=' in page


def test_announcement_says_when_where_and_the_address(monthly, make_event):
    row = monthly.occurrences.coming()[1]
    said = announcement(monthly, row, series=False)
    assert said.message.splitlines()[0] == "Réunion mensuelle"
    assert said.message.endswith(row.get_absolute_url())
    assert "Bar de l'Horloge" in said.message
    assert len(said.sms) <= SMS_LETTERS
    services.cancel_date(row, reason="Grève")
    assert announcement(monthly, row, series=False).message.startswith("Annulé : ")
    assert "prochaine date" in announcement(monthly, monthly.occurrences.coming().last(), series=True).message
    month = make_event(title="Festival " + "x" * 150, precision="month", starts_at=timezone.now())
    said = announcement(month, month.occurrences.get(), series=False)
    assert len(said.sms) <= SMS_LETTERS
    assert said.sms.endswith(posters.short_code(month))


TRACT = {"title": "Qui regarde ?", "front": "## Coût\n\n**4600 €** par an", "back": "Venez.", "foot": "Jeudi, 19 h"}


@pytest.mark.parametrize(("more", "size"), [({}, (148, 210)), ({"two_up": "on"}, (297, 210))])
def test_tract_has_two_sides_and_leaves_nothing_behind(source, more, size):
    typed = TRACT | {"address": "https://exemple.fr/page"} | more
    answer = source.post("/tract/", typed)
    sizes, words = read(answer.content)
    assert sizes == [size, size]
    assert words.count("Qui regarde ?") == (2 if more else 1)
    assert "exemple.fr/page" in words
    assert answer["Cache-Control"].count("no-store")
    assert not answer.cookies
    assert not list(caches["drawings"]._list_cache_files())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"back": "x" * 4001}, "back"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"front": "\n\n".join(["# U"] * 780)}, "__all__"),
    ],
)
def test_tract_says_what_is_wrong_and_loses_nothing(source, wrong, field):
    answer = source.post("/tract/", TRACT | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "Jeudi, 19 h" in answer.content.decode()
    assert not answer.cookies


def test_tract_fetches_nothing_that_is_written_into_it(source):
    answer = source.post("/tract/", TRACT | {"front": "![p](file:///etc/passwd) <img src=file:///etc/passwd>"})
    assert answer.status_code == 200
    assert pypdfium2.PdfDocument(answer.content).count_attachments() == 0


def test_tracts_without_end_are_refused_with_the_words_kept(source, monkeypatch):
    monkeypatch.setattr(sharing, "TRACTS_AN_HOUR", 0)
    answer = source.post("/tract/", TRACT)
    assert answer.status_code == 429
    assert "Jeudi, 19 h" in answer.content.decode()


def test_other_organiser_shares_what_is_public_and_no_more(client_of, pending, make_event, collective):
    other = make_user("autre")
    pending.memberships.create(user=other, role="organiser")
    make_event(title="Brouillon", hosts=[collective], publish=False)
    assert client_of(other).get("/agenda/brouillon/affiche-a4.pdf").status_code == 404
