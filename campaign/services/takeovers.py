"""A lost organiser's account is replaced: by another organiser, or by two moderators one after the other."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.validators import name_key
from campaign.exceptions import AlreadyAsked, AlreadyOrganises, NotApproved, OwnVoice, SameVoice
from campaign.models import Act, Collective, Membership, TakeOver
from campaign.rules import may_moderate, may_organise
from campaign.services.log import log


@transaction.atomic
def ask_to_take_over(*, user: Any, collective: Collective, lost_name: str, words: str) -> TakeOver:
    """Ask to run a collective in the place of a lost account. Nothing changes before somebody else has decided."""
    if not collective.takes_members:
        raise NotApproved
    if may_organise(user, collective):
        raise AlreadyOrganises
    takeover, created = TakeOver.objects.get_or_create(
        user=user, collective=collective, defaults={"lost_name": lost_name, "words": words}
    )
    if not created:
        raise AlreadyAsked
    Act.objects.create(collective=collective, what=Act.What.TAKEOVER_ASKED, who=user, words=lost_name)
    return takeover


def _lost_membership(takeover: TakeOver) -> Membership | None:
    """The organiser's membership that the lost account holds, if there is one of that very name."""
    wanted = name_key(takeover.lost_name)
    if not wanted:
        return None
    organisers = takeover.collective.memberships.select_related("user").filter(role=Membership.Role.ORGANISER)
    return next(
        (one for one in organisers if one.user_id != takeover.user_id and name_key(one.user.public_name) == wanted),
        None,
    )


@transaction.atomic
def support_takeover(*, takeover: TakeOver, by: Any) -> bool:
    """Say yes: an organiser's voice is enough, of moderators it takes two. Say whether it is done.

    Raises OwnVoice from the person who asks, SameVoice from a moderator who has spoken already.
    """
    takeover = TakeOver.objects.select_for_update(of=("self",)).select_related("collective", "user").get(pk=takeover.pk)
    if by.pk == takeover.user_id:
        raise OwnVoice
    if not may_organise(by, takeover.collective):
        if not may_moderate(by):
            raise OwnVoice
        if takeover.first_voice_id is None:
            takeover.first_voice = by
            takeover.save(update_fields=["first_voice"])
            log(collective=takeover.collective, what=Act.What.TAKEOVER_VOICE, who=by, whom=takeover.user)
            return False
        if takeover.first_voice_id == by.pk:
            raise SameVoice
    lost = _lost_membership(takeover)
    if lost is not None:
        lost.delete()
    Membership.objects.update_or_create(
        user=takeover.user, collective=takeover.collective, defaults={"role": Membership.Role.ORGANISER}
    )
    takeover.collective.requests.filter(user=takeover.user).delete()
    log(
        collective=takeover.collective,
        what=Act.What.TAKEN_OVER,
        who=by,
        whom=takeover.user,
        words=takeover.lost_name if lost is not None else "",
    )
    takeover.delete()
    return True


@transaction.atomic
def decline_takeover(*, takeover: TakeOver, by: Any, reason: str) -> None:
    """Say no, and why; the person may ask again."""
    log(collective=takeover.collective, what=Act.What.TAKEOVER_DECLINED, who=by, whom=takeover.user, words=reason)
    takeover.delete()
