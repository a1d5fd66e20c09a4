"""The desk as recipients see it: on a large screen and on a phone, light and dark, read by axe."""

import datetime as dt

import pytest
from django.utils import timezone

from leaks.models import Bundle, Conversation, Note
from leaks.services import keys
from safety.sealing import Recipients, make_identity, seal_text
from tests.leaks.conftest import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]


@pytest.fixture
def desk(live_site, recipient):
    """A queue with some of each state, a note, a key that waits."""
    public = make_identity()[1]
    enter(recipient.username, public)
    enter("seconde")
    today = timezone.localdate()
    for number, (state, age) in enumerate([("new", 0), ("claimed", 5), ("answered", 20), ("new", 70)]):
        made = Conversation.objects.create(
            lookup=f"{number:032}", source_key=public, state=state, claimed_by=recipient.username if age == 5 else ""
        )
        day = today - dt.timedelta(days=age)
        Bundle.objects.create(conversation=made, blob=f"{number}.age", size=10**number, families=["pdf"], day=day)
    sealed = seal_text("note", keys=Recipients((public,)))
    Note.objects.create(conversation=made, author="seconde", ciphertext=sealed.body.read())
    keys.propose_key(name="tierce", public_key=make_identity()[1], key_set="reading", proposed_by="seconde")
    return made


def test_desk_satisfies_axe_and_fits(new_page, sign_in, both_sides, recipient, desk):
    page = new_page(reduced_motion="reduce")
    sign_in(page, recipient)
    wrong = []
    paths = ["/desk/", f"/desk/{desk.pk}/", "/desk/cles/", "/desk/journal/", "/desk/guide/"]
    for number, path in enumerate([*paths, "/desk/"]):
        if number == len(paths):
            Bundle.objects.filter(conversation=desk).update(day=timezone.localdate() - dt.timedelta(days=91))
        page.goto(path)
        wrong += both_sides(page)
    assert page.locator(".notice--danger").count() == 2, "the key that waits, and what must be decided"
    assert page.locator("h2.card__title").count() == 1, "nothing but what must be decided"
    assert wrong == [], "\n".join(wrong)
