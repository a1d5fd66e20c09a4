"""One account that wrote everything an account can write, and the page that removes it."""

from __future__ import annotations

from django.core.files.base import ContentFile

from campaign.models import MembershipRequest
from forum import services
from forum.deciding.services import polls
from forum.models import Attachment
from forum.moderation.services import moderating
from forum.people.services import profiles as people
from tests.conftest import signed_in_client

LOG = "/forum/moderation/log/"
SPAM = "Casino gagnant"


def door(person):
    return f"/forum/people/{person.public_name}/remove/"


def remove(by, whom, **typed):
    return signed_in_client(by).post(door(whom), typed or {"reason": "Publicité", "days": ""})


def write_everything(forum, spammer, member, collective, write):
    """One of everything that an account can write."""
    alone = write(forum, spammer, subject=f"{SPAM} seul", content=f"{SPAM} un", tags=["jackpot"])
    services.reply(topic=alone, author=spammer, content=f"{SPAM} deux")
    answered = write(forum, spammer, subject=f"{SPAM} ouvert", content=f"{SPAM} trois", tags=["roulette"])
    for topic in (alone, answered):
        polls.open_poll(
            topic=topic, question=f"{SPAM} ?", options=["un", "deux"], max_options=1, closes_at=None, user_changes=False
        )
    answer = services.reply(topic=answered, author=member, content="Arrêtez")
    others = write(forum, member, subject="Affiches", content="Qui colle ?")
    there = services.reply(topic=others, author=spammer, content=f"{SPAM} quatre")
    after = services.reply(topic=others, author=member, content="Samedi")
    held = services.reply(topic=others, author=spammer, content=f"{SPAM} cinq", approved=False)
    services.edit_post(post=there, editor=member, content=f"{SPAM} quatre, changé")
    file = Attachment.objects.create(
        post=there, file=ContentFile(b"x", name="a.txt"), extension="txt", size=1, title="tarifs"
    )
    moderating.flag(post=after, by=spammer, reason="other", words=f"{SPAM} drapeau")
    people.change_profile(user=spammer, words=f"{SPAM} profil")
    MembershipRequest.objects.create(user=spammer, collective=collective, words=f"{SPAM} demande")
    return {
    "alone": alone, "answered": answered, "answer": answer, "others": others, "there": there, "after": after,
    "held": held, "file": file,
    }  # fmt: skip
