"""The first evening: from the home page to a collective with its series of meetings and its poster, on a phone."""

from __future__ import annotations

import pytest
from django.utils.formats import date_format

from campaign.models import Collective
from tests.events.conftest import next_second_thursday

pytestmark = pytest.mark.browser
MOST_TAPS = 12  # on links, buttons and choices; it was 19
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


class Thumb:
    """Counts what is tapped; what is typed goes from field to field by the keyboard."""

    def __init__(self) -> None:
        self.taps: list[str] = []

    def tap(self, what) -> None:
        what = what.first
        self.taps.append((what.inner_text() or what.get_attribute("value") or "").strip())
        what.tap()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_newcomer_has_a_collective_with_its_series_and_poster_in_few_taps(live_site, new_page, commune, axe, script):
    page, thumb = new_page(java_script_enabled=script, **PHONE), Thumb()
    main = page.get_by_role("main")
    first = next_second_thursday()
    page.goto("/")
    thumb.tap(main.get_by_role("link", name="lancez le vôtre"))
    page.get_by_label("Où ?").fill("marseille")
    page.get_by_label("Nom du collectif").fill("Regards croisés")
    page.get_by_label("Pourquoi ?").fill("Trois caméras de plus sur la place.")
    page.get_by_label("Son jour").fill(first.date().isoformat())
    page.get_by_label("Son heure").fill("19:00")
    page.get_by_label("Son lieu").fill("Bar de l’Iris")
    thumb.tap(page.get_by_role("button", name="Continuer"))
    thumb.tap(main.get_by_role("link", name="Créer un compte"))
    page.locator("input[name=public_name]").fill("Lucarne")
    page.locator("input[name=password1]").fill("correct horse battery staple")
    thumb.tap(page.locator("main form button[type=submit]").last)
    thumb.tap(page.get_by_role("link", name="Pas maintenant"))

    # The series is offered right there, in words of the day that was chosen.
    thumb.tap(page.get_by_text("Chaque 2ᵉ jeudi", exact=True))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if script:
        axe(page)
    thumb.tap(page.get_by_role("button", name="Créer le collectif"))
    page.get_by_role("heading", name="Regards croisés", level=1).wait_for()
    event = Collective.objects.get().events.get()
    assert event.recurrence == "FREQ=MONTHLY;BYDAY=2TH"
    page.get_by_text(date_format(first, "j F")).first.wait_for()
    poster = page.get_by_role("link", name="Affiche").first
    thumb.taps.append("Affiche")
    answer = page.request.get(poster.get_attribute("href"))
    assert answer.status in (200, 503)  # 503: this machine cannot draw
    assert len(thumb.taps) <= MOST_TAPS, thumb.taps


def test_page_shares_by_the_phone_or_copies(live_site, new_page, sign_in, organiser, collective, axe):
    page = new_page(**PHONE)
    sign_in(page, organiser)
    page.add_init_script("navigator.share = given => { window.given = given.text; return Promise.resolve(); }")
    page.goto(collective.get_absolute_url())
    text = page.get_by_label("Un texte à coller").input_value()
    page.get_by_role("button", name="Partager avec").tap()
    assert page.evaluate("window.given") == text and collective.name in text
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error()))")
    page.get_by_role("button", name="Copier").tap()
    page.get_by_role("status").filter(has_text="Copi").wait_for()
    axe(page)

    # A phone that refuses leaves the text to be copied; one that knows no sharing shows no button.
    page.evaluate("void (navigator.share = () => Promise.reject(new DOMException('', 'NotAllowedError')))")
    page.evaluate("document.getElementById('copied').textContent = ''")
    page.get_by_role("button", name="Partager avec").tap()
    page.get_by_role("status").filter(has_text="Copi").wait_for()
    plain = new_page(**PHONE)
    sign_in(plain, organiser)
    plain.add_init_script("delete Navigator.prototype.share")
    plain.goto(collective.get_absolute_url())
    plain.get_by_role("button", name="Copier").wait_for()
    assert not plain.get_by_role("button", name="Partager avec").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_next_dates_show_beside_their_button_and_choices_speak_of_the_day(
    live_site, new_page, sign_in, organiser, collective, script
):
    page = new_page(java_script_enabled=script, **PHONE)
    sign_in(page, organiser)
    page.goto(f"/agenda/annoncer/{collective.slug}/")
    shown = page.locator("[data-preview]")
    assert shown.get_attribute("aria-live") == "polite"
    page.get_by_label("Titre").fill("Réunion")
    page.get_by_label("Première date").fill(next_second_thursday().date().isoformat())
    page.get_by_role("button", name="Voir les prochaines dates").tap()
    shown.get_by_text("Une seule fois", exact=True).wait_for()
    assert page.locator("#id_rhythm option[value=same-week]").text_content() == "chaque 2ᵉ jeudi"
    assert page.locator("#id_rhythm option[value=weekly]").text_content() == "chaque jeudi"
    page.get_by_label("Se répète").select_option("weekly")
    page.get_by_role("button", name="Voir les prochaines dates").tap()
    shown.get_by_text("Chaque jeudi", exact=True).wait_for()
    assert shown.locator("li").count() == 6
    assert page.get_by_label("Titre").input_value() == "Réunion"
    button = page.get_by_role("button", name="Voir les prochaines dates")
    below = shown.bounding_box()["y"] - button.bounding_box()["y"] - button.bounding_box()["height"]
    assert 0 <= below < 60
    assert (
        shown.locator("li").first.is_visible()
        and button.evaluate(
            "one => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; }"
        )
        or not script
    )


def test_button_says_what_is_missing_where_no_date_can_be_shown(live_site, new_page, sign_in, organiser, collective):
    page = new_page(**PHONE)
    sign_in(page, organiser)
    page.goto(f"/agenda/annoncer/{collective.slug}/")
    page.get_by_role("button", name="Voir les prochaines dates").tap()
    page.locator("#id_day_error").wait_for()
