"""What a post's page knows beyond its Markdown, by whichever door the post was saved."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from forum import services
from forum.machina import Post
from forum.moderation.queries import must_wait
from forum.templatetags.board_tags import topic_url

pytestmark = pytest.mark.django_db

WITH_NOTE = "Voir[^1].\n\n[^1]: Le conseil."


def ids_of(html):
    return [tag["id"] for tag in BeautifulSoup(html, "html.parser").find_all(id=True)]


def test_footnotes_of_two_posts_that_say_the_same_do_not_collide(space, write, member, source):
    topic = write(space.public_forum, member, content=WITH_NOTE)
    services.reply(topic=topic, author=member, content=WITH_NOTE)
    names = ids_of(source.get(topic_url(topic)).content)
    assert len([name for name in names if name.startswith("user-")]) == 4
    assert len(names) == len(set(names))


def test_notes_stay_apart_when_posts_are_changed_and_rendered_again(space, write, member):
    post = write(space.public_forum, member).first_post
    services.edit_post(post=post, editor=member, content=WITH_NOTE)
    expected = [f"user-{post.pk}-fnref1", f"user-{post.pk}-fn1"]
    assert ids_of(post.content.rendered) == expected
    Post.objects.update(_content_rendered="")
    call_command("render_posts")
    assert ids_of(Post.objects.get(pk=post.pk).content.rendered) == expected


def test_a_footnote_is_no_link_that_a_newcomer_must_wait_for(space, outsider):
    from forum.moderation.services import moderating
    from forum.spaces.services import make_national_forums

    make_national_forums()
    forum = moderating.Forum.objects.exclude(parent__name=space.category.name).filter(type=0).first()
    assert not must_wait(user=outsider, forum=forum, content=WITH_NOTE)
    assert must_wait(user=outsider, forum=forum, content=WITH_NOTE + " https://example.org")


def test_what_asks_too_much_is_kept_as_it_was_typed(space, write, member, source):
    typed = "![@Membre **non** [^1]\n" * 400
    topic = write(space.public_forum, member, content=typed)
    post = Post.objects.get(pk=topic.first_post_id)
    assert post.content.raw == typed
    assert BeautifulSoup(source.get(topic_url(topic)).content, "html.parser").find("pre").text == typed
    call_command("render_posts")
    assert Post.objects.get(pk=post.pk).content.rendered == post.content.rendered
