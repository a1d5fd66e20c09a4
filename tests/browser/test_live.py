"""People in one topic read each other at once: with sockets and without, over restarts; nothing jumps."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model

from forum import services
from forum.deciding.services import polls
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from tests.browsers import serving
from tests.conftest import session_of

pytestmark = pytest.mark.browser

SOON = 8_000  # milliseconds at most, on a machine that does much else; what is usual is under one second
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def people(transactional_db, collective):
    """Three members of the collective."""
    users = get_user_model().objects
    made = [users.create_user(username=f"personne-{number}", public_name=f"Personne {number}") for number in (1, 2, 3)]
    for user in made:
        collective.memberships.create(user=user, role="member")
    return made


@pytest.fixture
def topic(collective, people):
    """A private topic of 30 posts by the third person: two pages, the last one taller than a screen."""
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=people[2], subject="Affiches", content="Où ?")
    for number in range(2, 31):
        services.reply(topic=topic, author=people[2], content=f"Proposition {number}.\n\nElle tient en deux lignes.")
    return topic


def opened(page, topic, query="?page=2"):
    """A page of the topic that is told of news."""
    page.goto(topic_url(topic) + query)
    page.locator("[data-live=on]").wait_for()
    return page


def send(page, words):
    """Reply by the form, as anybody does."""
    page.get_by_label("Message").fill(words)
    page.get_by_role("button", name="Envoyer").click()
    said(page, words).wait_for()


def said(page, words):
    return page.locator(".post", has_text=words)


def top_of(locator):
    return locator.bounding_box()["y"]


def test_two_people_read_each_other_where_they_are(topic, people, new_page, sign_in):
    one, other = new_page(viewport=DESK), new_page(viewport=DESK)
    for page, user in ((one, people[0]), (other, people[1])):
        sign_in(page, user)
        opened(page, topic)
    form = one.get_by_label("Message")
    form.fill("Je n’ai pas fini")
    before = top_of(form)

    send(other, "Devant la mairie")
    said(one, "Devant la mairie").wait_for(timeout=SOON)
    assert abs(top_of(form) - before) <= 1, "what one writes stays under one's eyes"
    assert one.evaluate("document.activeElement.name") == "content" and form.input_value() == "Je n’ai pas fini"
    assert one.locator("#topic-heard").inner_text() == "Une nouvelle réponse."
    said(one, "Devant la mairie").get_by_role("link", name="Signaler").wait_for()

    other.locator("[data-live=on]").wait_for()
    send(one, "J’y serai")
    said(other, "J’y serai").wait_for(timeout=SOON)


def test_reader_further_up_is_told_and_not_moved(topic, people, new_page, sign_in, axe):
    page = new_page(viewport=DESK)
    sign_in(page, people[0])
    opened(page, topic)
    first = page.locator(".post").first
    first.scroll_into_view_if_needed()
    before = top_of(first)
    new_page_of_writer = new_page(viewport=DESK)
    sign_in(new_page_of_writer, people[1])
    send(opened(new_page_of_writer, topic), "Devant la mairie")

    news = page.locator("#topic-news")
    news.get_by_text("Une nouvelle réponse.").wait_for(timeout=SOON)
    assert abs(top_of(first) - before) <= 1
    axe(page)
    with page.expect_request("**/seen/"):
        news.get_by_role("link").click()
    news.wait_for(state="hidden")
    assert said(page, "Devant la mairie").evaluate("post => post.matches(':target')")


def test_what_is_changed_deleted_or_flagged_is_so_on_open_pages(topic, people, new_page, sign_in, axe, collective):
    membership = collective.memberships.get(user=people[0])
    membership.role = "organiser"
    membership.save()
    reader, guide = new_page(viewport=DESK), new_page(viewport=DESK)
    sign_in(guide, people[0])
    sign_in(reader, people[1])
    opened(reader, topic)

    guide.goto(topic_url(topic) + "?page=2")
    said(guide, "Proposition 25.").get_by_role("link", name="Modifier").click()
    guide.get_by_label("Message").fill("Proposition revue")
    guide.get_by_role("button", name="Enregistrer").click()
    said(reader, "Proposition revue").wait_for(timeout=SOON)

    said(guide, "Proposition revue").get_by_role("link", name="Supprimer").click()
    guide.get_by_role("button", name="Supprimer").click()
    said(reader, "Proposition revue").wait_for(state="detached", timeout=SOON)
    assert reader.locator(".post").count() == 9

    guide.goto("/a-traiter/")
    guide.locator("[data-counts][data-live=on]").wait_for()
    said(reader, "Proposition 26.").get_by_role("link", name="Signaler").click()
    reader.get_by_role("radio").first.check()
    reader.locator("main form button[type=submit]").click()
    guide.get_by_text("Ce qui attend a changé.").wait_for(timeout=SOON)
    assert guide.locator("[data-counts] .count").inner_text() == "1"
    axe(guide)
    guide.get_by_role("status").get_by_role("link").click()
    guide.get_by_text("Signalé").wait_for()


def test_earlier_page_is_told_of_replies_by_a_link(topic, people, new_page, sign_in):
    reader, writer = new_page(viewport=DESK), new_page(viewport=DESK)
    for page, user, query in ((reader, people[0], ""), (writer, people[1], "?page=2")):
        sign_in(page, user)
        opened(page, topic, query)
    send(writer, "Devant la mairie")
    reader.locator("#topic-news").get_by_text("Une nouvelle réponse.").wait_for(timeout=SOON)
    assert reader.locator(".post").count() == 20
    reader.locator("#topic-news a").click()
    said(reader, "Devant la mairie").wait_for()


def test_numbers_change_around_what_somebody_is_choosing(topic, people, new_page, sign_in, axe):
    asked = {"question": "Quel jour ?", "options": ["lundi", "mardi", "jeudi"], "max_options": 2, "user_changes": True}
    polls.open_poll(topic=topic, closes_at=None, **asked)
    author, reader = new_page(viewport=DESK), new_page(viewport=DESK)
    sign_in(author, people[2])
    sign_in(reader, people[0])
    sockets = []
    reader.route_web_socket("**", lambda one: sockets.append(one) if not sockets else one.connect_to_server())
    reader.clock.install()
    reader.goto(topic_url(topic))
    reader.clock.run_for(12_000)  # the first socket opened and said nothing: it is given up
    reader.locator("[data-live=on]").wait_for()
    reader.clock.resume()
    opened(reader, topic, "")  # what was asked while the clock ran ahead seems slow, and slow servers are asked rarely

    def vote(*options):
        author.goto(topic_url(topic))
        if author.get_by_text("Changer mon vote").count():  # who has voted finds the poll folded
            author.locator("#poll-fold > summary").click()
            author.get_by_text("Changer mon vote").click()
        for option in ("lundi", "mardi", "jeudi"):
            author.get_by_role("checkbox", name=option).set_checked(option in options)
        author.get_by_role("button", name="Voter").click()
        author.get_by_text("mon choix").first.wait_for()  # unfolded after the vote

    def number(option):
        return reader.locator(".poll__answer", has_text=option).locator(".poll__number")

    mine, note = reader.get_by_role("checkbox", name="lundi"), reader.locator("#topic-poll [data-note]")
    mine.check()
    before = top_of(mine)
    vote("mardi", "jeudi")
    number("mardi").get_by_text("1 vote").wait_for(timeout=SOON)
    assert mine.is_checked() and note.inner_text().startswith("Les chiffres ont changé")
    assert abs(top_of(mine) - before) <= note.bounding_box()["height"] + 20, "the line above pushes it, nothing else"
    axe(reader)

    mine.uncheck()
    mine.blur()
    vote("mardi")
    number("jeudi").get_by_text("0 vote").wait_for(timeout=SOON)
    assert note.is_hidden()

    mine.check()
    author.get_by_role("button", name="Clore le sondage").click()
    reader.get_by_text("sondage clos").wait_for(timeout=SOON)
    assert mine.is_checked() and "ne serait plus compté" in note.inner_text()


def test_without_sockets_the_page_asks(topic, people, new_page, sign_in):
    reader, writer = new_page(viewport=DESK), new_page(viewport=DESK)
    reader.route_web_socket("**", lambda socket: socket.close(code=1011))  # as a proxy does that knows no sockets
    sign_in(reader, people[0])
    sign_in(writer, people[1])
    reader.goto(topic_url(topic) + "?page=2")
    send(opened(writer, topic), "Devant la mairie")
    said(reader, "Devant la mairie").wait_for()
    polls.open_poll(
        topic=topic,
        question="Quel jour ?",
        options=["lundi", "mardi"],
        max_options=1,
        closes_at=None,
        user_changes=True,
    )
    reader.get_by_text("Quel jour ?").wait_for()
    assert reader.locator("[data-live=on]").count() == 0


def test_who_is_excluded_meanwhile_gets_no_further_word(topic, people, new_page, sign_in, collective):
    reader, writer = new_page(viewport=DESK), new_page(viewport=DESK)
    for page, user in ((reader, people[0]), (writer, people[1])):
        sign_in(page, user)
        opened(page, topic)
    collective.memberships.get(user=people[0]).delete()
    send(writer, "Sans toi")
    reader.get_by_text("n’est plus à cet endroit").first.wait_for()
    assert said(reader, "Sans toi").count() == 0


def test_counts_in_the_head_of_every_open_page_follow(topic, people, new_page, sign_in):
    author, writer = new_page(viewport=DESK), new_page(viewport=DESK)
    for page, user in ((author, people[2]), (writer, people[1])):
        sign_in(page, user)
    author.goto("/agenda/")
    author.locator("[data-counts][data-live=on]").wait_for()
    count = author.locator("[data-counts] .count")
    assert count.count() == 0

    send(opened(writer, topic), "Devant la mairie")
    count.get_by_text("1", exact=True).wait_for(timeout=SOON)
    elsewhere = author.context.new_page()
    elsewhere.goto(topic_url(topic) + "?page=2")  # read in another window
    count.wait_for(state="detached", timeout=SOON)


# -- Restarts ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def visit(browser):
    """`visit(site, user)`: a page of that person's on a server of the test's own."""
    contexts = []

    def make(site, user):
        context = browser.new_context(base_url=site.url, locale="fr-FR", viewport=DESK)
        context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": site.url}])
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def test_nothing_is_lost_while_the_server_starts_again(topic, people, visit, tmp_path):
    with serving(tmp_path / "log") as site:
        one, other = (opened(visit(site, user), topic) for user in people[:2])
        send(one, "Avant la coupure")
        said(other, "Avant la coupure").wait_for(timeout=SOON)
    other.locator("[data-live=off]").wait_for()
    services.reply(topic=topic, author=people[2], content="Pendant la coupure")
    with serving(tmp_path / "log", port=urlsplit(site.url).port):
        for page in (one, other):
            said(page, "Pendant la coupure").wait_for()
            page.locator("[data-live=on]").wait_for()
        send(one, "Après la coupure")
        said(other, "Après la coupure").wait_for(timeout=SOON)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_two_servers_share_what_is_said_and_nothing_is_lost_while_redis_is_away_or_hangs(
    topic, people, visit, tmp_path, redis_server
):
    log, shared = tmp_path / "log", {"REDIS_URL": redis_server.url}
    with serving(log, **shared) as here, serving(log, **shared) as there:
        one, other = (opened(visit(site, user), topic) for site, user in ((here, people[0]), (there, people[1])))
        send(one, "Avant la coupure")
        said(other, "Avant la coupure").wait_for(timeout=SOON)
        stopped, hung = (redis_server.stop, redis_server.start), (redis_server.hang, redis_server.go_on)
        for how, (leave, come_back) in {"arrêt": stopped, "silence": hung}.items():
            leave()
            for page in (one, other):
                page.locator("[data-live=off]").wait_for()
            send(one, words := f"Pendant la coupure : {how}")
            said(other, words).wait_for()  # nobody is told, both pages ask
            come_back()
            for page in (one, other):
                page.locator("[data-live=on]").wait_for()
            send(other, words := f"Après la coupure : {how}")
            said(one, words).wait_for(timeout=SOON)
    assert "Exception in ASGI" not in log.read_text()
