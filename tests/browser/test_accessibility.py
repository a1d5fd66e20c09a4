"""Every sort of page, read by axe on both sides of the palette, on a desk and on a phone.

A page that is not there yet is no failure of its look: add its address here when its room has it.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.conftest import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = "/articles/compter-les-cameras/"
FOR_ALL = [
    "/",
    "/en/",
    "/collectifs/",
    "/collectifs/technopolice-marseille/",
    "/collectifs/les-angles-morts-demonstration/",
    "/collectifs/lancer/",
    "/communes/",
    "/communes/13055-marseille/",
    "/projets/",
    "/projets/?q=nulle-part",
    "/projets/carte/",
    "/projets/frise/",
    "/projets/analyse-automatique-marseille/",
    "/projets/analyse-automatique-marseille/historique/",
    "/projets/signaler/",
    "/agir/",
    "/agir/cartopartie/",
    "/agir/tracts/",
    "/agenda/",
    "/agenda/?vue=mois",
    "/agenda/?vue=carte",
    "/agenda/?passe=1",
    "/agenda/proposer/",
    "/agenda/reunion-mensuelle-demonstration/",
    "/agenda/atelier-demonstration/",
    "/agenda/reunion-mensuelle-demonstration/partager/",
    "/agenda/premier-festival-technopolice/programme/",
    "/agenda/premier-festival-technopolice/programme/?vue=feuille",
    "/tract/",
    "/articles/",
    ARTICLE,
    "/search/",
    "/search/?q=marseille",
    "/forum/",
    "/forum/forum/stratégie-et-actions-2/",
    "/forum/tags/chiffres/",
    "/forum/keyboard/",
    "/forum/communes/04088/",
    "/leak/",
    "/leak/suivi/",
    "/leak/avant/",
    "/leak/mentions/",
    "/a-propos/",
    "/mentions-legales/",
    "/confidentialite/",
    "/accessibilite/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/recover/",
    "/accounts/password/reset/",
    "/nothing-here/",
]


def test_pages_of_the_demonstration_satisfy_axe_and_fit_and_leave_no_cookie(demonstration, new_page, both_sides):
    page = new_page(reduced_motion="reduce")
    wrong = []
    page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
    for path in FOR_ALL:
        page.goto(path)
        wrong += both_sides(page)
        # Forms of an account carry the cookie that protects them; nothing else sets any.
        allowed = {"csrftoken"} if path.startswith("/accounts/") else set()
        if not {cookie["name"] for cookie in page.context.cookies()} <= allowed:
            wrong.append(f"{path} sets {page.context.cookies()}")
        page.context.clear_cookies()
    assert wrong == [], "\n".join(wrong)


# For whom a collective's page, its tools and what waits are there; `{topic}` stands for one of the demonstration.
FOR_ORGANISERS = [
    "/collectifs/miens/",
    "/collectifs/les-angles-morts-demonstration/",
    "/collectifs/les-angles-morts-demonstration/membres/",
    "/agenda/atelier-demonstration/",
    "/agenda/atelier-demonstration/modifier/",
    "/a-traiter/",
    "/forum/",
    "{topic}",
    "{topic}post/create/",
    "/accounts/",
    "/projets/ajouter/",
]


def test_pages_of_an_organiser_satisfy_axe_and_fit(demonstration, new_page, sign_in, both_sides):
    from campaign.models import Collective, Membership
    from forum.machina import Topic

    person = make_user("referente-demo", second_factor=True)
    collective = Collective.objects.get(slug="les-angles-morts-demonstration")
    Membership.objects.create(user=person, collective=collective, role=Membership.Role.ORGANISER)
    topic = Topic.objects.select_related("forum").order_by("pk").first()
    address = reverse(
        "forum_conversation:topic",
        kwargs={"forum_slug": topic.forum.slug, "forum_pk": topic.forum.pk, "slug": topic.slug, "pk": topic.pk},
    )
    page = new_page(reduced_motion="reduce")
    sign_in(page, person)
    wrong = []
    for path in FOR_ORGANISERS:
        answer = page.goto(path.format(topic=address))
        assert answer.status == 200, path
        wrong += both_sides(page)
    assert wrong == [], "\n".join(wrong)


def test_every_component_satisfies_axe(new_page, sign_in, both_sides, db):
    staff = make_user("equipe", second_factor=True)
    staff.is_staff = True
    staff.save()
    page = new_page(reduced_motion="reduce")
    sign_in(page, staff)
    page.goto("/style/")
    assert page.locator("h1").inner_text() == "Style"
    assert both_sides(page) == []


def test_keyboard_reaches_the_content_by_the_first_link(page):
    page.goto("/nothing-here/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("width", [320, 360])
def test_error_page_fits_the_smallest_screen(new_page, width):
    page = new_page(viewport={"width": width, "height": 640})
    page.goto("/nothing-here/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
