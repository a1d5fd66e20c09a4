"""Notices by mail: how often each wants it, no word of what is private, leaving with one tap, digests once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forum import services
from forum.models import MailChoice, Notice, Suspension
from forum.moderation.services import moderating
from forum.notices.queries import digest_moments, people_with_digest, stop_token
from forum.notices.services import mails
from forum.notices.services.following import set_level
from forum.notices.services.mail_choices import choose_rhythms, stop_mails
from forum.notices.tasks import mail_at_once
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
CHOICES = "/forum/notices/mails/"
CANARY = "canari-des-collages"


def give_address(person, *, verified=True):
    EmailAddress.objects.create(user=person, email=f"{person.username}@example.org", verified=verified, primary=True)
    return person


@pytest.fixture
def reader(member):
    """A member with a verified address."""
    return give_address(member)


@pytest.fixture
def topic(space, write, reader):
    return write(space.public_forum, reader, subject="Parcours du samedi")


@pytest.fixture
def answer(organiser, run_tasks):
    """`answer(topic)`: somebody answers, and the worker has done its work."""

    def say(topic, content="Je viens **avec** les fiches.", author=organiser):
        with run_tasks():
            return services.reply(topic=topic, author=author, content=content)

    return say


def choose(person, rhythm, name="usual"):
    choose_rhythms(user=person, chosen={name: rhythm})


def digest(at):
    """What the hourly job sends at that moment: how many digests."""
    return sum(mails.send_digest(user, now=at) for user in people(at))


def people(at):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(pk__in=people_with_digest(at))


def next_digest(days=1):
    """Nine in the morning, some days later, as the site counts."""
    return (timezone.localtime() + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


def test_reply_is_mailed_at_once_with_its_words_and_its_thread(topic, reader, answer):
    choose(reader, "once")
    post = answer(topic)
    (message,) = mail.outbox
    assert message.to == ["membre@example.org"] and message.subject == "Parcours du samedi"
    assert "Referente répond dans « Parcours du samedi »" in message.body
    assert "Je viens **avec** les fiches." in message.body and topic_url(topic) in message.body
    headers = message.extra_headers
    assert headers["References"] == f"<topic-{topic.pk}@localhost>" == headers["In-Reply-To"]
    assert headers["Message-ID"] == f"<post-{post.pk}@localhost>" and headers["List-Id"] == "<forum.localhost>"
    answer(topic)
    assert len(mail.outbox) == 2
    assert digest(next_digest()) == 0


def test_mail_speaks_the_language_of_its_reader(topic, reader, answer):
    choose(reader, "once")
    reader.language = "en"
    reader.save()
    answer(topic)
    assert "Referente answers in “Parcours du samedi”" in mail.outbox[0].body
    assert "/en/forum/notices/mails/stop/" in mail.outbox[0].extra_headers["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("rhythm", "reply", "quote"),
    [("once", 1, 1), ("daily", 0, 1), ("weekly", 0, 1), ("daily-only", 0, 0), ("weekly-only", 0, 0), ("never", 0, 0)],
)
def test_what_speaks_to_one_is_mailed_unless_digests_alone_are_wanted(topic, reader, answer, rhythm, reply, quote):
    choose(reader, rhythm)
    answer(topic)
    assert len(mail.outbox) == reply
    mail.outbox.clear()
    answer(topic, f"> [M](?post={topic.first_post_id}) :\n\nOui")
    assert len(mail.outbox) == quote


def test_most_precise_choice_counts(space, topic, reader, answer):
    forum, collective = f"forum-{space.public_forum.pk}", f"collective-{space.collective_id}"
    for name, rhythm, number in (("usual", "once", 1), (collective, "never", 0), (forum, "once", 1), (forum, "", 0)):
        choose(reader, rhythm, name)
        mail.outbox.clear()
        answer(topic)
        assert len(mail.outbox) == number, (name, rhythm)


def test_declined_message_of_a_private_space_is_mailed_without_a_word_of_it(
    space, write, reader, organiser, run_tasks, mailoutbox, client_of
):
    for topic in (
        write(space.private_forum, reader, subject=CANARY, approved=False),
        write(space.public_forum, reader, subject="Place publique", approved=False),
    ):
        with run_tasks():
            moderating.decline(post=topic.first_post, by=organiser)
    (private,) = [one for one in mailoutbox if "Place publique" not in one.body]
    assert CANARY not in str(private.message()) and "n’a pas été publié" in private.body
    assert len(mailoutbox) == 2 and CANARY not in client_of(reader).get("/forum/notices/").text


def test_private_space_leaves_no_word_in_any_mail(space, write, reader, answer, collective, run_tasks, organiser):
    topic = write(space.private_forum, reader, subject=CANARY, content=CANARY)
    twin = give_address(make_user("jumelle"))
    collective.memberships.create(user=twin, role="member")
    set_level(user=twin, topic=topic, level="follow")
    for person in (reader, twin):
        choose(person, "once")
    answer(topic, CANARY)
    answer(topic, f"> {CANARY} ?post={topic.first_post_id}\n\n{CANARY}")
    with run_tasks():
        moderating.hide(post=topic.first_post, by=organiser, reason=CANARY)
    choose(reader, "daily-only")
    answer(topic, CANARY)
    assert digest(next_digest()) == 1
    assert len(mail.outbox) == 7
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(ids)) == 7
    for message in mail.outbox:
        whole = message.message().as_string() + message.body
        for word in (
            CANARY,
            space.private_forum.slug,
            space.private_forum.name,
            collective.name,
            "Referente",
        ):
            assert word not in whole, word
        assert "References" not in message.extra_headers
    path = re.search(r"/forum/notices/\d+/", mail.outbox[0].body)[0]
    assert topic_url(topic) in signed_in_client(reader).get(path).url


def test_who_lost_the_right_meanwhile_is_mailed_nothing(space, write, reader, organiser, collective, run_tasks):
    topic = write(space.private_forum, reader)
    choose(reader, "once")
    post = services.reply(topic=topic, author=organiser, content="Oui")
    Notice.objects.create(recipient=reader, kind="reply", topic=topic, post=post)
    collective.memberships.get(user=reader).delete()
    mail_at_once.enqueue([reader.pk], "reply", topic.pk, post.pk)
    assert mail.outbox == [] and digest(next_digest()) == 0


def test_what_was_read_deleted_or_hidden_meanwhile_is_not_mailed(topic, reader, organiser):
    choose(reader, "once")
    for undo in ("read", "hide", "delete"):
        post = services.reply(topic=topic, author=organiser, content="Oui")
        Notice.objects.all().delete()
        Notice.objects.create(recipient=reader, kind="reply", topic=topic, post=post)
        if undo == "read":
            signed_in_client(reader).get(topic_url(topic))
        elif undo == "hide":
            moderating.hide(post=post, by=organiser, reason="x")
        else:
            services.delete_post(post=post)
        mail_at_once.enqueue([reader.pk], "reply", topic.pk, post.pk or 0)
        assert mail.outbox == [], undo


@pytest.mark.parametrize("why", ["unverified", "none", "suspended", "inactive", "own"])
def test_who_cannot_or_must_not_be_mailed_is_not(topic, reader, answer, organiser, why):
    choose(reader, "once")
    if why == "unverified":
        EmailAddress.objects.update(verified=False)
    elif why == "none":
        EmailAddress.objects.all().delete()
    elif why == "suspended":
        Suspension.objects.create(user=reader, reason="x", until=timezone.now() + timedelta(days=1))
    elif why == "inactive":
        reader.is_active = False
        reader.save()
    answer(topic, author=reader if why == "own" else organiser)
    assert mail.outbox == [] and digest(next_digest()) == 0


def test_digest_gathers_what_is_unread_once(space, topic, write, reader, answer):
    other = write(space.public_forum, reader, subject="Affiches")
    for place in (topic, topic, other):
        answer(place)
    assert mail.outbox == []
    at = next_digest()
    assert (digest(at), digest(at), digest(at + timedelta(hours=1))) == (1, 0, 0)
    (message,) = mail.outbox
    assert "2 réponses dans « Parcours du samedi »" in message.body and "répond dans « Affiches »" in message.body
    assert "List-Unsubscribe" in message.extra_headers
    answer(topic)
    assert digest(next_digest(2)) == 1 and "3 réponses" in mail.outbox[1].body and "Affiches" not in mail.outbox[1].body


def test_digest_waits_for_its_hour_and_leaves_out_what_is_newer(topic, reader, answer):
    answer(topic)
    moment = timezone.make_aware(datetime(2026, 7, 15, 8, 0))
    Notice.objects.update(at=moment - timedelta(minutes=1))
    assert digest(moment - timedelta(seconds=1)) == 0
    Notice.objects.update(at=moment + timedelta(minutes=1))
    assert digest(moment + timedelta(hours=3)) == 0
    assert digest(moment + timedelta(days=1)) == 1


def test_weekly_digest_leaves_on_monday_or_as_soon_as_possible_after(topic, reader, answer):
    choose(reader, "weekly")
    answer(topic)
    wednesday = timezone.make_aware(datetime(2026, 7, 15, 12, 0))
    Notice.objects.update(at=wednesday)
    assert digest(wednesday + timedelta(days=2)) == 0
    assert digest(timezone.make_aware(datetime(2026, 7, 20, 7, 59))) == 0
    assert digest(timezone.make_aware(datetime(2026, 7, 21, 10, 0))) == 1


@pytest.mark.parametrize(
    ("now", "daily"),
    [
        ("2026-03-29T05:59", "2026-03-28T07:00"),  # the clocks go forward that night: 8 in Paris is 6 UTC from then on
        ("2026-03-29T06:00", "2026-03-29T06:00"),
        ("2026-10-25T06:30", "2026-10-24T06:00"),  # they go back: 8 in Paris is 7 UTC
        ("2026-10-25T07:00", "2026-10-25T07:00"),
        ("2026-01-01T06:59", "2025-12-31T07:00"),
    ],
)
def test_hour_of_digests_is_the_sites_own_whatever_the_clocks_do(now, daily):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert digest_moments(moment)[0] == datetime.fromisoformat(daily).replace(tzinfo=UTC)
    assert digest_moments(moment)[1] <= digest_moments(moment)[0]


def test_hourly_command_sends_what_is_due(topic, reader, answer):
    answer(topic)
    Notice.objects.update(at=timezone.now() - timedelta(days=2))
    for _ in range(2):
        call_command("send_digests")
    assert len(mail.outbox) == 1


def test_mail_server_that_does_not_answer_loses_no_digest(topic, reader, answer, settings):
    answer(topic)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert digest(next_digest()) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert digest(next_digest()) == 1


def test_one_tap_ends_the_mails_without_cookie_or_token(topic, reader, answer):
    choose(reader, "once")
    answer(topic)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://localhost:8000(/.*)>", headers["List-Unsubscribe"])[1]
    client = Client(enforce_csrf_checks=True)
    page = client.get(address)
    assert page.status_code == 200 and "Arrêter les courriels" in page.text and not page.cookies
    assert MailChoice.objects.get(user=reader).rhythm == "once"
    done = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and not done.cookies
    assert list(MailChoice.objects.filter(user=reader).values_list("rhythm", "forum")) == [("never", None)]
    answer(topic)
    assert len(mail.outbox) == 1
    reader.delete()
    assert client.post(address).status_code == 200


def test_made_up_address_ends_nobodys_mails(reader):
    for token in ("x", f"{reader.pk}:x", stop_token(reader.pk)[:-1]):
        answer = Client().post(f"{CHOICES}stop/{token}/")
        assert answer.status_code == 404 and "coupée en chemin" in answer.text
    assert not MailChoice.objects.exists()


def test_choices_are_made_on_a_page_for_ones_own_places(space, reader, outsider):
    set_level(user=reader, forum=space.private_forum, level="follow")
    client = signed_in_client(reader)
    forum, collective = f"forum-{space.private_forum.pk}", f"collective-{space.collective_id}"
    page = client.get(CHOICES).text
    assert f'name="{forum}"' in page and f'name="{collective}"' in page and "n’est pas encore confirmée" not in page
    client.post(CHOICES, {"usual": "weekly", forum: "never", collective: ""})
    assert set(MailChoice.objects.values_list("rhythm", "forum")) == {
        ("weekly", None),
        ("never", space.private_forum.pk),
    }
    answer = client.post(CHOICES, {"usual": "hourly", forum: "never"})
    assert answer.status_code == 400 and MailChoice.objects.filter(rhythm="weekly").exists()
    page = signed_in_client(outsider).get(CHOICES).text
    assert space.private_forum.name not in page and "pas donné d’adresse" in page
    signed_in_client(outsider).post(CHOICES, {"usual": "once", forum: "once", collective: "once"})
    assert list(MailChoice.objects.filter(user=outsider).values_list("rhythm", "forum")) == [("once", None)]


def test_unverified_address_is_told_on_the_page(member):
    give_address(member, verified=False)
    assert "n’est pas encore confirmée" in signed_in_client(member).get(CHOICES).text


def test_choices_go_with_the_account(reader):
    stop_mails(user=reader)
    reader.delete()
    assert not MailChoice.objects.exists()
