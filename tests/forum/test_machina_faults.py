"""What stock machina 1.3.1 does wrong, each fault with the test that would fail if it came back.

Most of these tests live beside the code that puts the fault right; `HOMES` names them, so that none is lost unseen.
Those that belong to no single file are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern

import forum.urls
from forum.machina import Forum
from forum.moderation.services import moderating
from forum.spaces.services import EVERYBODY_SIGNED_IN, allow
from forum.templatetags.board_tags import forum_url, topic_url
from tests.forum.test_checker import READ, rule

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).resolve().parent.parent

HOMES = {
    "a deny on a parent leaves the child's address open": "test_address_inside_a_closed_forum_is_not_found",
    "a group's deny removes the right on every later forum": "test_group_denial_in_one_forum_leaves_the_others_alone",
    "Markdown lets stored scripts through": "test_render_markdown_makes_known_attacks_harmless",
    "format_html prints the source as if it were safe": "test_no_page_prints_the_source_of_a_post",
    "deleting a person deletes topics with their replies": (
        "test_posts_stay_when_their_author_is_deleted_and_the_name_is_kept"
    ),
    "each visitor gets a session": "test_guest_reads_public_pages_without_cookie_session_or_write",
    "announcements that wait are listed": "test_waiting_topic_is_nowhere_but_for_its_moderators",
    "an RSS feed without limit": "test_feed_has_thirty_entries_at_most_and_asks_as_much_for_one",
    "votes that count twice": "test_database_refuses_a_second_ballot_and_a_second_mark",
    "attachments of any kind, served as they came": "test_public_picture_is_shown_and_other_files_are_saved",
    "attachments that stay when their post goes": "test_files_go_with_what_they_belong_to",
    "attachments that ask for no permission": "test_private_files_are_not_there_for_others",
    "a query a forum on the home page": "test_forum_home_asks_as_little_of_the_database_for_many_forums_as_for_one",
    "each reply recounts everything": "test_reply_is_counted_without_counting_all",
    "counters that nobody puts right": "test_recount_puts_wrong_counters_right",
    "views are written while reading": "test_guest_reads_public_pages_without_cookie_session_or_write",
    "deep pages count their way": "test_first_and_last_page_of_a_long_topic_ask_the_database_alike",
    "the search finds what waits": "test_search_waits_for_approval",
    "the search asks once a result": "test_lists_need_the_same_queries_for_one_row_and_many",
    "templates that replace each other": "test_no_page_is_drawn_by_machinas_templates",
}


def pages_of(client: Any, start: str = "/forum/") -> Iterator[tuple[str, Any]]:
    """Every page of the forum that links lead to from its home, without a search or a filter, each once."""
    seen, waiting = {start}, [start]
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        yield address, answer
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        found = re.findall(r'(?:href|action)="(/forum/[^"?#]*)', answer.text)
        fresh = sorted(set(found) - seen)
        seen.update(fresh)
        waiting += fresh


def patterns_of(patterns: Any) -> Iterator[URLPattern]:
    """Every address of an URL configuration, however deep it is included."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns_of(pattern.url_patterns)


@pytest.mark.parametrize("fault", sorted(HOMES))
def test_every_fault_has_its_test(fault):
    assert any(f"def {HOMES[fault]}(" in file.read_text() for file in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("closed", ["category", "parent"])
def test_address_inside_a_closed_forum_is_not_found(db, write, outsider, member, client_of, closed):
    category = Forum.objects.create(name="Catégorie", type=Forum.FORUM_CAT)
    parent = Forum.objects.create(name="Parent", parent=category, type=Forum.FORUM_POST)
    child = Forum.objects.create(name="Enfant", parent=parent, type=Forum.FORUM_POST)
    for place in (category, parent, child):
        allow(EVERYBODY_SIGNED_IN, READ, forum=place)
    addresses = [forum_url(child), topic_url(write(child, member))]
    client = client_of(outsider)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    above = {"category": category, "parent": parent}[closed]
    rule("can_read_forum", above, granted=False, user=outsider)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_no_page_prints_the_source_of_a_post(space, write, outsider, organiser, client_of, source):
    planted = "<canari-brut>**gras**</canari-brut>"
    topic = write(space.public_forum, outsider, content=planted)
    moderating.flag(post=topic.first_post, by=organiser, reason="other", words=planted)
    walked = 0
    for client in (source, client_of(organiser)):
        for address, answer in pages_of(client):
            assert "<canari-brut" not in answer.text, address
            walked += 1
    assert walked > 20


def test_no_page_is_drawn_by_machinas_templates(space, write, outsider, organiser, client_of):
    write(space.public_forum, outsider)
    write(space.public_forum, outsider, subject="En attente", approved=False)
    for address, answer in pages_of(client_of(organiser)):
        drawn = {template.origin.name for template in answer.templates if template.origin}
        assert not [name for name in drawn if "/machina/" in name], address


def test_no_folder_of_ours_takes_the_place_of_machinas_fragments():
    assert not (TESTS.parent / "templates" / "partials").exists()


def test_no_address_is_answered_by_machinas_views():
    """Its files are served as they came, its polls count twice, its lists count everything."""
    answering = {pattern.callback.__module__ for pattern in patterns_of(forum.urls.urlpatterns)}
    assert "forum.reading.views.reading" in answering and not {name for name in answering if name.startswith("machina")}
