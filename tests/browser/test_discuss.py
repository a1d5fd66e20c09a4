"""The job: discuss strategy. Sign up by a pseudonym, open a topic, be answered, see it; with and without script."""

from __future__ import annotations

import pytest
from django.conf import settings

from forum.machina import Forum
from forum.spaces.services import make_national_forums
from forum.templatetags.board_tags import forum_url
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_newcomer_discusses_strategy_and_sees_the_answer(live_site, new_page, sign_in, outsider, axe, script):
    make_national_forums()
    forum = Forum.objects.filter(type=Forum.FORUM_POST).first()

    # A newcomer reads as a guest, without cookie, and signs up where they wanted to write.
    newcomer = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    newcomer.goto("/forum/")
    newcomer.get_by_role("link", name=forum.name).click()
    assert newcomer.context.cookies() == []
    newcomer.get_by_role("link", name="Ouvrir un sujet").click()
    newcomer.get_by_role("link", name="Créer un compte").click()
    newcomer.get_by_label("Nom", exact=True).fill("Martre des toits")
    newcomer.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    if script:
        axe(newcomer)
    newcomer.get_by_role("button", name="Créer mon compte").click()

    newcomer.get_by_role("link", name="Pas maintenant").click()

    # They are where they wanted to be.
    newcomer.get_by_label("Sujet").fill("Qui vient au conseil de jeudi ?")
    newcomer.get_by_label("Message").fill("Il faudrait être **au moins dix**.")
    if script:  # what is too large is told before it is sent
        field = newcomer.get_by_label("Fichiers")
        large = b"x" * (settings.FORUM_FILE_MB * 2**20 + 1)
        field.set_input_files({"name": "film.mp4", "mimeType": "video/mp4", "buffer": large})
        assert "film.mp4" in field.evaluate("input => input.validationMessage")
        field.set_input_files([])
    newcomer.get_by_role("button", name="Aperçu").click()
    assert newcomer.locator(".post--preview strong").inner_text() == "au moins dix"
    newcomer.get_by_role("button", name="Publier", exact=True).click()
    newcomer.get_by_role("heading", name="Qui vient au conseil de jeudi ?", level=1).wait_for()
    if script:
        newcomer.locator("[data-live=on]").wait_for()
        axe(newcomer)
    assert newcomer.evaluate("document.documentElement.scrollWidth") <= 360 if script else True

    # Somebody else answers.
    other = new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
    sign_in(other, outsider)
    other.goto(forum_url(forum))
    other.get_by_role("link", name="Qui vient au conseil de jeudi ?", exact=True).click()
    other.locator(".posts").get_by_role("link", name="Martre des toits").wait_for()
    assert "loutre-75" not in other.content()
    other.get_by_label("Message").fill("J'en suis, avec deux ami·es.")
    other.get_by_role("button", name="Envoyer").click()
    other.get_by_text("avec deux ami·es").wait_for()

    # With script it shows on the open page; without, one reloads.
    if not script:
        newcomer.reload()
    newcomer.get_by_text("avec deux ami·es").wait_for()


def test_forum_and_account_pages_satisfy_axe_and_never_scroll_sideways(
    new_page, sign_in, both_sides, organiser, collective
):
    from forum.services import start_topic
    from forum.spaces.services import make_spaces
    from forum.templatetags.board_tags import topic_url

    space = make_spaces(collective=collective)
    long = "# Titre\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n" + "mot " * 80 + "\n```\n\n" + "x" * 300
    topic = start_topic(forum=space.private_forum, author=organiser, subject="Long", content=long)
    page = new_page(reduced_motion="reduce")
    sign_in(page, organiser)
    account = ["", "second-factor/", "recovery-phrase/", "2fa/", "email/", "password/change/", "sessions/"]
    paths = ["/forum/", forum_url(space.private_forum), topic_url(topic), "/forum/moderation/queue/"]
    paths += ["/forum/search/?q=long", *(f"/accounts/{end}" for end in account)]
    for path in paths:
        page.goto(path)
        assert both_sides(page) == []
