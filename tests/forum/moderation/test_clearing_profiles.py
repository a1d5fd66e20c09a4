"""Words of a profile taken away by the campaign's moderators: with a reason, told, logged, given back in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import GroupPolicy
from forum.models import ModerationAct, Notice, PublicProfile
from forum.moderation.services import moderating
from forum.people.services import profiles as people
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
WORDS = "Le chef habite au douze rue des Lilas"
LOG = "/forum/moderation/log/"


def page_of(person):
    return f"/forum/member/profile/{person.public_name}/"


def clear(person, whom, **typed):
    return signed_in_client(person).post(
        f"/forum/people/{whom.public_name}/moderate/", typed or {"reason": "Une adresse"}
    )


@pytest.fixture
def told(space, write, member):
    """A profile with words, of somebody who wrote where everybody reads."""
    write(space.public_forum, member)
    return people.change_profile(user=member, words=WORDS, shown=member.memberships.all())


def test_words_are_taken_away_with_a_reason_that_the_person_reads(told, member, moderator, collective):
    door = f"/forum/people/{member.public_name}/moderate/"
    assert door in signed_in_client(moderator).get(page_of(member)).text
    assert WORDS in signed_in_client(moderator).get(door).text
    assert clear(moderator, member).url == LOG
    page = Client().get(page_of(member)).text
    assert WORDS not in page and collective.get_absolute_url() in page and "Une adresse" not in page
    notices = signed_in_client(member).get("/forum/notices/").text
    assert "retirés par la modération" in notices and "Une adresse" in notices
    assert "/forum/member/profile/edit/" in notices
    log = signed_in_client(moderator).get(LOG).text
    assert "mots d’un profil retirés" in log and "Membre" in log and "Une adresse" in log and WORDS not in log
    assert signed_in_client(moderator).get(page_of(member)).text.count(door) == 0


def test_reason_is_asked_for_and_what_was_typed_comes_back(told, member, moderator):
    assert clear(moderator, member, reason=" ").status_code == 422
    answer = clear(moderator, member, reason="x" * 301)
    assert answer.status_code == 422 and "x" * 301 in answer.text
    assert PublicProfile.objects.get().words == WORDS and not ModerationAct.objects.exists()


def test_nobody_else_takes_words_away_or_reads_of_it(told, member, organiser, outsider, moderator):
    for person in (member, organiser, outsider):
        assert clear(person, member).status_code == 404
        assert f"/people/{member.public_name}/moderate/" not in signed_in_client(person).get(page_of(member)).text
    assert (
        Client()
        .post(f"/forum/people/{member.public_name}/moderate/", {"reason": "x"})
        .url.startswith("/accounts/login/")
    )
    assert PublicProfile.objects.get().words == WORDS
    clear(moderator, member)
    act = ModerationAct.objects.get()
    assert "Une adresse" not in signed_in_client(organiser).get(LOG).text
    assert signed_in_client(outsider).get(LOG).status_code == 404
    for person in (member, organiser, outsider):
        assert signed_in_client(person).post(f"{LOG}{act.pk}/undo/").status_code == 404
    assert PublicProfile.objects.get().words == ""


def test_moderator_without_second_factor_is_sent_to_set_one_up(told, member):
    person = make_user("neuve", groups=("campaign-moderators",))
    GroupPolicy.objects.update_or_create(group=person.groups.get(), defaults={"needs_second_factor": True})
    assert "/second-factor/" in clear(person, member).url
    GroupPolicy.objects.update(needs_second_factor=False)
    assert clear(person, member).status_code == 404
    assert PublicProfile.objects.get().words == WORDS


def test_words_are_given_back_within_ten_minutes(told, member, moderator):
    clear(moderator, member)
    act = ModerationAct.objects.get()
    client = signed_in_client(moderator)
    ModerationAct.objects.update(at=timezone.now() - timedelta(minutes=11))
    client.post(f"{LOG}{act.pk}/undo/")
    assert PublicProfile.objects.get().words == ""
    ModerationAct.objects.update(at=timezone.now())
    client.post(f"{LOG}{act.pk}/undo/")
    assert PublicProfile.objects.get().words == WORDS and WORDS in Client().get(page_of(member)).text
    assert ModerationAct.objects.get(what="undo").whom == member
    assert not Notice.objects.filter(kind="cleared").exists()  # it was not read, and is not so any more
    client.post(f"{LOG}{act.pk}/undo/")
    assert ModerationAct.objects.count() == 2


def test_words_written_since_are_not_overwritten_and_the_old_ones_are_gone(told, member, moderator):
    clear(moderator, member)
    signed_in_client(member).post("/forum/member/profile/edit/", {"words": "Bonjour"})
    signed_in_client(moderator).post(f"{LOG}{ModerationAct.objects.get().pk}/undo/")
    profile = PublicProfile.objects.get()
    assert (profile.words, profile.cleared) == ("Bonjour", "")


def test_words_that_nobody_can_give_back_are_gone_the_next_night(told, member, moderator):
    clear(moderator, member)
    call_command("prune_profiles")
    assert PublicProfile.objects.get().cleared == WORDS
    ModerationAct.objects.update(at=timezone.now() - timedelta(minutes=11))
    call_command("prune_profiles")
    profile = PublicProfile.objects.get()
    assert (profile.words, profile.cleared) == ("", "")


def test_nightly_jobs_forget_words_taken_away():
    assert "prune_profiles" in settings.NIGHTLY


def test_undoing_gives_back_no_words_that_another_act_took_away(told, member, moderator):
    clear(moderator, member)
    people.change_profile(user=member, words="Bonjour, et l’adresse encore")
    clear(moderator, member)
    first, second = ModerationAct.objects.order_by("pk")
    signed_in_client(moderator).post(f"{LOG}{first.pk}/undo/")
    assert PublicProfile.objects.get().words == ""
    signed_in_client(moderator).post(f"{LOG}{second.pk}/undo/")
    assert PublicProfile.objects.get().words == "Bonjour, et l’adresse encore"


def test_log_keeps_no_word_of_who_leaves(told, member, moderator):
    clear(moderator, member)
    member.delete()
    assert not PublicProfile.objects.exists() and "Lilas" not in str(list(ModerationAct.objects.values()))
    page = signed_in_client(moderator).get(LOG)
    assert page.status_code == 200 and "Membre" not in page.text
    signed_in_client(moderator).post(f"{LOG}{ModerationAct.objects.get().pk}/undo/")


def test_person_is_mailed_as_of_other_acts(told, member, moderator, mailoutbox, run_tasks):
    EmailAddress.objects.create(user=member, email="membre@example.org", verified=True, primary=True)
    with run_tasks():
        moderating.clear_words(profile=told, by=moderator, reason="Une adresse")
        moderating.clear_words(profile=told, by=moderator, reason="Deux fois")
    (mail,) = mailoutbox
    assert mail.to == ["membre@example.org"] and "Une adresse" in mail.body and WORDS not in mail.body
    assert Notice.objects.count() == 1


def test_log_asks_no_more_for_many(told, member, moderator):
    def asked():
        client = signed_in_client(moderator)
        client.get(LOG)
        with CaptureQueriesContext(connection) as queries:
            client.get(LOG)
        return len(queries)

    moderating.clear_words(profile=told, by=moderator, reason="x")
    few = asked()
    for number in range(9):
        profile = people.change_profile(user=make_user(f"n{number}"), words=WORDS)
        moderating.clear_words(profile=profile, by=moderator, reason="x")
    assert asked() == few
