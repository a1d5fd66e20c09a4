"""Recipients together: they read what was promised, name, label, give, and hear of what another one erased."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from leaks import storage
from leaks.models import Act, Bundle, Conversation, Download, GivenTo, Note, Notice, Recipient, Reply
from leaks.names import LABELS, two_words
from leaks.receipts import words
from leaks.services import nightly
from leaks.urls.desk import desk_urls
from safety.sealing import CannotOpen, make_identity, open_text
from tests.conftest import make_user, signed_in_client
from tests.leaks.conftest import enter, receipt_of, reseal, submit

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
AT_EIGHT = dt.datetime(2026, 6, 1, 8, 20)


class Person:
    """A recipient: their private key, and themselves at the desk."""

    def __init__(self, name: str) -> None:
        self.private, public = make_identity()
        user = make_user(name, second_factor=True)
        user.email = f"{name}@example.org"
        user.save()
        enter(name, public)
        self.at_desk = signed_in_client(user)

    def opens(self, sealed: object) -> str | None:
        try:
            return open_text(bytes(sealed), identity=self.private)  # type: ignore[call-overload]  # a column
        except CannotOpen:
            return None


@pytest.fixture
def team(open_drop):
    """Three who read, and nobody else."""
    people = [Person(name) for name in ("une", "deux", "trois")]
    Recipient.objects.filter(name="permanence").delete()
    reseal()
    return people


@pytest.fixture
def conversation(team, source):
    source.receipt = receipt_of(submit(source, message="first"))
    return Conversation.objects.get()


def fetch(person: Person, conversation: Conversation) -> list[int]:
    bundles = conversation.bundles.order_by("pk")
    return [person.at_desk.get(f"/desk/{conversation.pk}/{bundle.pk}.age").status_code for bundle in bundles]


# -- What was promised -------------------------------------------------------------------------------------------------
def test_reply_is_read_by_colleagues_and_by_the_source(team, source, conversation):
    one, two, _three = team
    one.at_desk.post(f"/desk/{conversation.pk}/repondre/", {"reply-text": "We publish on Monday"})
    reply = Reply.objects.get()
    assert two.opens(reply.copy) == "We publish on Monday" and two.opens(reply.ciphertext) is None
    assert "We publish on Monday" in source.post("/leak/suivi/", {"receipt": source.receipt}).text
    page = two.at_desk.get(f"/desk/{conversation.pk}/").text
    assert "une," in page and "BEGIN AGE ENCRYPTED FILE" in page and "We publish" not in page
    answer = two.at_desk.get(f"/desk/{conversation.pk}/reponses/{reply.pk}.age")
    assert answer.content == bytes(reply.copy) and "attachment" in answer["Content-Disposition"]


def test_reply_from_before_copies_says_that_only_the_source_has_it(team, conversation):
    old = Reply.objects.create(conversation=conversation, ciphertext=b"x")
    assert "Scellée pour la source seule" in team[0].at_desk.get(f"/desk/{conversation.pk}/").text
    assert team[0].at_desk.get(f"/desk/{conversation.pk}/reponses/{old.pk}.age").status_code == 404


# -- A name and labels -------------------------------------------------------------------------------------------------
def test_name_is_two_words_drawn_apart_from_the_receipt(team, source, conversation):
    assert re.fullmatch(r"[a-z]+ [a-z]+", conversation.name) and set(conversation.name.split()) <= set(words("fr"))
    assert len({two_words() for _ in range(50)}) > 45
    assert conversation.name in team[0].at_desk.get("/desk/").text
    assert conversation.name in team[0].at_desk.get(f"/desk/{conversation.pk}/").text
    fetch(team[0], conversation)
    assert conversation.name in team[0].at_desk.get("/desk/journal/").text
    assert conversation.name not in source.post("/leak/suivi/", {"receipt": source.receipt}).text


def test_labels_are_of_the_list_and_sort_the_queue(team, source, conversation):
    desk = team[0].at_desk
    path = f"/desk/{conversation.pk}/etiquettes/"
    desk.post(path, {"labels": ["lawyer", "urgent"]})
    conversation.refresh_from_db()
    assert conversation.label_codes == ["urgent", "lawyer"]
    desk.post(path, {"labels": ["the mayor of X"]})
    conversation.refresh_from_db()
    assert conversation.label_codes == ["urgent", "lawyer"], "no free words, which would lie in clear"
    submit(source, message="another")
    other = Conversation.objects.exclude(pk=conversation.pk).get()
    page = desk.get("/desk/?label=urgent").text
    assert conversation.pk in page and other.pk not in page
    assert other.pk in desk.get("/desk/?label=nonsense").text
    desk.post(path, {})
    conversation.refresh_from_db()
    assert conversation.label_codes == [] and set(LABELS) >= {"urgent"}


# -- Given to some -----------------------------------------------------------------------------------------------------
@pytest.fixture
def given(team, conversation):
    team[0].at_desk.post(f"/desk/{conversation.pk}/confier/", {"names": ["une", "deux"]})
    return conversation


def test_given_conversation_does_not_exist_for_the_others(team, source, given):
    bundle = given.bundles.get()
    team[0].at_desk.post(f"/desk/{given.pk}/repondre/", {"reply-text": "x"})
    reply = Reply.objects.get()
    third = team[2].at_desk
    assert given.pk not in third.get("/desk/").text and given.name not in third.get("/desk/journal/").text
    for path in ("", f"{bundle.pk}.age", f"reponses/{reply.pk}.age"):
        assert third.get(f"/desk/{given.pk}/{path}").status_code == 404, path
        assert team[1].at_desk.get(f"/desk/{given.pk}/{path}").status_code == 200, path
    for path, data in {
        "agir/": {"act": "erase", "sure": "1"},
        "repondre/": {"reply-text": "y"},
        "noter/": {"note-text": "y"},
        "etiquettes/": {"labels": "urgent"},
        "confier/": {"names": "trois"},
    }.items():
        assert third.post(f"/desk/{given.pk}/{path}", data).status_code == 404, path
    assert Conversation.objects.get().labels == "" and Reply.objects.count() == 1 and not Note.objects.exists()


def test_what_comes_after_giving_is_sealed_to_those_alone(team, source, given):
    one, two, three = team
    one.at_desk.post(f"/desk/{given.pk}/repondre/", {"reply-text": "reply"})
    two.at_desk.post(f"/desk/{given.pk}/noter/", {"note-text": "note"})
    for sealed in (Reply.objects.get().copy, Note.objects.get().ciphertext):
        assert one.opens(sealed) and two.opens(sealed) and three.opens(sealed) is None
    first = given.bundles.get()
    source.post("/leak/suivi/", {"receipt": source.receipt, "message": "more"})
    addition = given.bundles.exclude(pk=first.pk).get()
    blob = b"".join(storage.read(addition.blob))
    header = blob[: blob.index(b"\n---")]
    assert header.count(b"-> X25519") == 2
    one.at_desk.post(f"/desk/{given.pk}/confier/", {})
    assert given.pk in three.at_desk.get("/desk/").text, "everybody's again"
    source.post("/leak/suivi/", {"receipt": source.receipt, "message": "yet more"})
    last = given.bundles.exclude(pk__in=[first.pk, addition.pk]).get()
    blob = b"".join(storage.read(last.blob))
    assert blob[: blob.index(b"\n---")].count(b"-> X25519") == 3


def test_giving_refuses_who_does_not_read(team, conversation):
    make_user("dehors")
    answer = team[0].at_desk.post(f"/desk/{conversation.pk}/confier/", {"names": ["dehors"]})
    assert answer.status_code == 422 and not GivenTo.objects.exists()


def test_conversation_of_those_who_left_is_everybodys_again(team, source, conversation):
    team[0].at_desk.post(f"/desk/{conversation.pk}/confier/", {"names": ["deux"]})
    assert team[0].at_desk.get(f"/desk/{conversation.pk}/").status_code == 404
    Recipient.objects.filter(name="deux").delete()
    reseal()
    assert team[0].at_desk.get(f"/desk/{conversation.pk}/").status_code == 200
    assert source.post("/leak/suivi/", {"receipt": source.receipt, "message": "more"}).status_code == 200


def test_undecided_for_some_shuts_nothing_for_the_others(team, source, given):
    submit(source, message="another")
    other = Conversation.objects.exclude(pk=given.pk).get()
    given.bundles.update(day=timezone.localdate() - dt.timedelta(days=90))
    assert team[1].at_desk.get(f"/desk/{other.pk}/").status_code == 302
    assert team[2].at_desk.get(f"/desk/{other.pk}/").status_code == 200


DOORS = sorted(pattern.name for pattern in desk_urls(guard=lambda view: view)[0])


@pytest.mark.parametrize("door", DOORS)
def test_every_door_of_the_desk_refuses_who_is_no_recipient(client, client_of, outsider, moderator, given, door):
    moderator.is_superuser = moderator.is_staff = True
    moderator.save()
    reply = Reply.objects.create(conversation=given, ciphertext=b"x", copy=b"x")
    every = {"pk": given.pk, "bundle": given.bundles.get().pk, "reply": reply.pk}
    pattern = next(one for one in desk_urls(guard=lambda view: view)[0] if one.name == door)
    path = reverse(f"desk:{door}", kwargs={name: every[name] for name in pattern.pattern.converters})
    for who, refusal in ((moderator, 404), (outsider, 302), (None, 302)):
        asking = client_of(who) if who else client
        answers = {asking.get(path).status_code, asking.post(path, {"act": "erase", "sure": "1"}).status_code}
        assert refusal in answers and answers <= {refusal, 405}, (who, answers)
    assert Conversation.objects.filter(pk=given.pk, labels="").exists() and Notice.objects.count() == 0


# -- The clock ---------------------------------------------------------------------------------------------------------
def test_clock_starts_when_all_who_are_meant_have_all(team, source, conversation):
    one, two, three = team
    source.post("/leak/suivi/", {"receipt": source.receipt, "message": "more"})
    assert fetch(one, conversation) == fetch(two, conversation) == [200, 200]
    conversation.refresh_from_db()
    assert conversation.erased_on is None, "one is missing"
    assert "trois" in one.at_desk.get(f"/desk/{conversation.pk}/").text
    three.at_desk.get(f"/desk/{conversation.pk}/{conversation.bundles.first().pk}.age")
    conversation.refresh_from_db()
    assert conversation.erased_on is None, "one bundle is missing"
    fetch(three, conversation)
    conversation.refresh_from_db()
    assert conversation.erased_on == timezone.localdate() + dt.timedelta(days=30)
    assert Download.objects.count() == 6


@pytest.mark.parametrize("way", ["given", "left", "came later"])
def test_nobody_waits_for_who_is_not_meant(team, conversation, way):
    one, two, _three = team
    fetch(one, conversation)
    if way == "came later":
        Recipient.objects.filter(name="trois").update(since=timezone.localdate() + dt.timedelta(days=1))
        reseal()
    fetch(two, conversation)
    if way == "given":
        one.at_desk.post(f"/desk/{conversation.pk}/confier/", {"names": ["une", "deux"]})
    if way == "left":
        Recipient.objects.filter(name="trois").delete()
        reseal()
        call_command("leaks_nightly")
    conversation.refresh_from_db()
    assert conversation.erased_on == timezone.localdate() + dt.timedelta(days=30), "from the day it starts"


def test_who_is_late_stands_in_red_and_nothing_is_erased(team, conversation):
    fetch(team[0], conversation)
    conversation.bundles.update(day=timezone.localdate() - dt.timedelta(days=61))
    Recipient.objects.update(since=timezone.localdate() - dt.timedelta(days=100))
    reseal()
    call_command("leaks_nightly")
    assert Conversation.objects.exists()
    assert "notice--danger" in team[0].at_desk.get(f"/desk/{conversation.pk}/").text


# -- Erasing -----------------------------------------------------------------------------------------------------------
def test_erasing_is_told_to_the_others_at_the_hour_and_never_before(team, conversation, mailoutbox):
    one, two, _three = team
    mailoutbox.clear()
    one.at_desk.post(f"/desk/{conversation.pk}/agir/", {"act": "erase", "sure": "1"})
    assert not Conversation.objects.exists() and mailoutbox == [], "no mail tells the minute"
    page = two.at_desk.get("/desk/").text
    assert conversation.name in page and "notice--warning" in page
    assert "notice--warning" not in one.at_desk.get("/desk/").text
    assert nightly.mail_erasures(AT_EIGHT.replace(hour=7)) == 0
    assert nightly.mail_erasures(AT_EIGHT) == 2
    assert {m.to[0] for m in mailoutbox} == {"deux@example.org", "trois@example.org"}
    assert len({(m.subject, m.body) for m in mailoutbox}) == 1 and conversation.name not in mailoutbox[0].body
    assert nightly.mail_erasures(AT_EIGHT + dt.timedelta(days=1)) == 0, "once"
    two.at_desk.post("/desk/vu/", {"seen": re.findall(r'name="seen" value="(\w+)"', page)})
    assert "notice--warning" not in two.at_desk.get("/desk/").text
    assert Notice.objects.filter(name="trois").exists() and Act.objects.filter(code="erased").exists()


def test_erasing_what_was_given_is_told_to_those_alone(team, given):
    team[0].at_desk.post(f"/desk/{given.pk}/agir/", {"act": "erase", "sure": "1"})
    assert set(Notice.objects.values_list("name", flat=True)) == {"deux"}


def test_new_rows_hold_days_and_random_ids(team, given):
    fetch(team[0], given)
    for row in (Download.objects.first(), GivenTo.objects.first()):
        assert re.fullmatch(r"[0-9a-f]{16}", row.pk)
        assert not {field.get_internal_type() for field in row._meta.fields} & {"DateTimeField", "TimeField"}


@pytest.mark.parametrize("count", [1, 4])
def test_queue_of_many_costs_what_one_does(team, django_assert_max_num_queries, count):
    for number in range(count):
        made = Conversation.objects.create(lookup=f"{number:032}", source_key="age1x")
        day = timezone.localdate() - dt.timedelta(days=70)
        Bundle.objects.create(conversation=made, blob=f"{number}.age", size=1, day=day, downloaded_on=day)
    team[0].at_desk.get("/desk/")
    with django_assert_max_num_queries(16, using="leaks"):
        assert team[0].at_desk.get("/desk/").status_code == 200
