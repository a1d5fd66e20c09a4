"""The desk: recipients alone, sealed both ways, every act remembered."""

import datetime as dt
import re
import subprocess

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from leaks import storage
from leaks.exceptions import NoConversation
from leaks.models import Act, Bundle, Conversation, KeyChange, Note, Recipient, Reply
from leaks.services import desk, intake
from safety.sealing import make_identity
from tests.conftest import make_user, signed_in_client
from tests.leaks.conftest import enter, photo, public_key, receipt_of, reseal, submit

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


@pytest.fixture
def conversation(source, open_drop):
    source.receipt = receipt_of(submit(source, message="SECRETNAME", files=[("a.jpg", photo())]))
    return Conversation.objects.get()


@pytest.fixture
def at_desk(client_of, recipient, open_drop):
    return client_of(recipient)


def age(identity, sealed: bytes) -> str:
    done = subprocess.run(["age", "-d", "-i", identity], input=sealed, capture_output=True, check=True)  # noqa: S603, S607
    return done.stdout.decode().strip()


# -- Who ---------------------------------------------------------------------------------------------------------------
ADDRESSES = ["", "cles/", "journal/", "guide/", "{id}/", "{id}/{bundle}.age"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_desk_refuses_strangers_and_opens_to_recipients(
    client, client_of, outsider, moderator, recipient, conversation, address
):
    bundle = conversation.bundles.get()
    path = "/desk/" + address.format(id=conversation.pk, bundle=bundle.pk)
    assert client.get(path).status_code == 302, "signed out: to the sign-in page"
    assert client_of(outsider).get(path).status_code == 302, "no second factor: to where one gets it"
    assert client_of(moderator).get(path).status_code == 404, "second factor, but no recipient"
    assert client_of(recipient).get(path).status_code == 200


def test_superuser_is_no_recipient(client_of, moderator, open_drop):
    moderator.is_superuser = moderator.is_staff = True
    moderator.save()
    assert client_of(moderator).get("/desk/").status_code == 404


def test_desk_session_is_short(at_desk, settings):
    assert at_desk.get("/desk/").status_code == 200
    settings.LEAKS_DESK_MINUTES = 0
    answer = at_desk.get("/desk/cles/")
    assert answer.status_code == 302 and "next=%2Fdesk%2Fcles%2F" in answer["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same_queries(at_desk, open_drop, django_assert_max_num_queries, count):
    for number in range(count):
        made = Conversation.objects.create(lookup=f"{number:032}", source_key="age1x")
        Bundle.objects.create(conversation=made, blob=f"{number}.age", size=1)
    at_desk.get("/desk/")
    with django_assert_max_num_queries(14, using="leaks"):
        page = at_desk.get("/desk/").content.decode()
    assert page.count('class="card') >= count


# -- Reading -----------------------------------------------------------------------------------------------------------
def test_download_opens_with_age_and_starts_the_clock(at_desk, conversation, identity):
    bundle = conversation.bundles.get()
    answer = at_desk.get(f"/desk/{conversation.pk}/{bundle.pk}.age")
    sealed = b"".join(answer.streaming_content)
    assert sealed == b"".join(storage.read(bundle.blob))
    assert answer["Content-Disposition"].endswith('.age"')
    conversation.refresh_from_db()
    assert conversation.erased_on is not None
    assert Act.objects.filter(code="downloaded", subject=conversation.pk, name="permanence").exists()


def test_originals_are_for_their_set_only(at_desk, conversation):
    bundle = Bundle.objects.create(conversation=conversation, key_set="originals", blob="x.age", size=1)
    path = f"/desk/{conversation.pk}/{bundle.pk}.age"
    assert at_desk.get(path).status_code == 404
    assert bundle.pk not in at_desk.get(f"/desk/{conversation.pk}/").content.decode()


def test_pages_show_no_content(at_desk, conversation):
    for path in ("/desk/", f"/desk/{conversation.pk}/", "/desk/journal/"):
        page = at_desk.get(path).content.decode()
        assert "SECRETNAME" not in page and not re.search(r"\b\d\d:\d\d:\d\d\b", page)


@pytest.fixture
def forgotten(conversation):
    """Nobody opened it for 90 days."""
    conversation.bundles.update(day=timezone.localdate() - dt.timedelta(days=90))
    return conversation


@pytest.mark.parametrize("way", ["extend", "erase", "download"])
def test_what_was_unread_for_90_days_must_be_decided_first(at_desk, source, forgotten, way):
    submit(source, message="another one")
    other = Conversation.objects.exclude(pk=forgotten.pk).get()
    queue = at_desk.get("/desk/").content.decode()
    assert forgotten.pk in queue and other.pk not in queue and "notice--danger" in queue
    path = f"/desk/{other.pk}/"
    assert at_desk.get(path)["Location"] == "/desk/"
    assert at_desk.get(f"{path}{other.bundles.get().pk}.age").status_code == 302
    at_desk.post(f"{path}repondre/", {"reply-text": "too early"})
    at_desk.post(f"{path}agir/", {"act": "erase", "sure": "1"})
    assert not Reply.objects.exists() and Conversation.objects.count() == 2
    assert "notice--danger" in at_desk.get(f"/desk/{forgotten.pk}/").content.decode()

    call_command("leaks_nightly")
    assert Conversation.objects.count() == 2, "the night never erases what is unread"
    if way == "download":
        at_desk.get(f"/desk/{forgotten.pk}/{forgotten.bundles.get().pk}.age")
    else:
        at_desk.post(f"/desk/{forgotten.pk}/agir/", {"act": way, "sure": "1"})
    assert other.pk in at_desk.get("/desk/").content.decode()
    assert at_desk.get(path).status_code == 200
    if way == "extend":
        Conversation.objects.filter(pk=forgotten.pk).update(extended_until=timezone.localdate())
        assert at_desk.get(path).status_code == 302, "the longer time is over as well"


def test_addition_to_a_read_conversation_is_unread_and_never_erased(at_desk, source, conversation):
    at_desk.get(f"/desk/{conversation.pk}/{conversation.bundles.get().pk}.age")
    source.post("/leak/suivi/", {"receipt": source.receipt, "message": "more"})
    long_ago = timezone.localdate() - dt.timedelta(days=200)
    Conversation.objects.update(last_added_on=long_ago)
    conversation.bundles.filter(downloaded_on__isnull=False).update(downloaded_on=long_ago)
    call_command("leaks_nightly")
    assert conversation.bundles.count() == 2
    addition = conversation.bundles.get(downloaded_on=None)
    assert at_desk.head(f"/desk/{conversation.pk}/{addition.pk}.age").status_code == 405, "looking is not reading"
    at_desk.get(f"/desk/{conversation.pk}/{addition.pk}.age")
    conversation.refresh_from_db()
    assert conversation.last_download_on == timezone.localdate()


# -- Acting ------------------------------------------------------------------------------------------------------------
def test_states_change_by_acts(at_desk, conversation):
    path = f"/desk/{conversation.pk}/agir/"
    for act, state in [
        ("claim", "claimed"),
        ("release", "new"),
        ("close", "closed"),
        ("reopen", "claimed"),
        ("nonsense", "claimed"),
    ]:
        at_desk.post(path, {"act": act})
        conversation.refresh_from_db()
        assert conversation.state == state
    assert Act.objects.count() == 4


def test_reply_is_sealed_and_opens_with_the_receipt(source, at_desk, conversation):
    answer = at_desk.post(f"/desk/{conversation.pk}/repondre/", {"reply-text": "Merci, SECRETNAME"})
    assert answer.status_code == 302
    assert b"SECRETNAME" not in bytes(Reply.objects.get().ciphertext)
    page = source.post("/leak/suivi/", {"receipt": source.receipt}).content.decode()
    assert "Merci, SECRETNAME" in page
    conversation.refresh_from_db()
    assert conversation.state == "answered"


def test_blank_reply_is_refused(at_desk, conversation):
    assert at_desk.post(f"/desk/{conversation.pk}/repondre/", {"reply-text": " "}).status_code == 422
    assert not Reply.objects.exists()


def test_note_opens_with_a_recipients_key(at_desk, conversation, identity):
    at_desk.post(f"/desk/{conversation.pk}/noter/", {"note-text": "Vérifier la date"})
    assert age(identity, bytes(Note.objects.get().ciphertext)) == "Vérifier la date"
    page = at_desk.get(f"/desk/{conversation.pk}/").content.decode()
    block = re.search(r"-----BEGIN.*?END AGE ENCRYPTED FILE-----", page, re.S).group()
    assert age(identity, block.encode()) == "Vérifier la date"


def test_erase_needs_the_box_ticked(at_desk, conversation):
    path = f"/desk/{conversation.pk}/agir/"
    at_desk.post(path, {"act": "erase"})
    assert Conversation.objects.exists()
    at_desk.post(path, {"act": "erase", "sure": "1"})
    assert not Conversation.objects.exists() and storage.names() == []


def test_log_is_append_only(at_desk, conversation):
    at_desk.post(f"/desk/{conversation.pk}/agir/", {"act": "claim"})
    act = Act.objects.get()
    with pytest.raises(TypeError):
        act.save()
    with pytest.raises(TypeError):
        act.delete()
    with pytest.raises(TypeError):
        Act.objects.all().delete()
    with pytest.raises(TypeError):
        Act.objects.update(name="somebody else")
    assert Act.objects.get().name == "permanence"


# -- Keys ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def second(client_of, open_drop):
    from tests.conftest import make_user

    enter("seconde")
    return client_of(make_user("seconde", second_factor=True))


def test_key_is_proven_by_its_owner_and_approved_by_another(at_desk, second, tmp_path):
    private, public = make_identity()
    (tmp_path / "new.txt").write_text(private)
    make_user("nouvelle")
    at_desk.post("/desk/cles/proposer/", {"name": "nouvelle", "public_key": public, "key_set": "reading"})
    change = KeyChange.objects.get()
    path = f"/desk/cles/{change.pk}/"
    second.post(path, {"act": "approve"})
    at_desk.post(path, {"act": "prove", "answer": "guess"})
    assert not Recipient.objects.filter(name="nouvelle").exists(), "neither unproven nor by a wrong answer"
    at_desk.post(path, {"act": "prove", "answer": age(tmp_path / "new.txt", change.challenge.encode())})
    at_desk.post(path, {"act": "approve"})
    assert not Recipient.objects.filter(name="nouvelle").exists(), "not by whoever proposed it"
    second.post(path, {"act": "approve"})
    assert Recipient.objects.get(name="nouvelle").public_key == public
    assert [a.code for a in Act.objects.all()] == ["change_approved_add", "key_proven", "key_proposed"]


def test_last_reading_key_stays(at_desk, second):
    Recipient.objects.filter(name="seconde").update(key_set="originals")
    reseal()
    recipient = Recipient.objects.get(name="permanence")
    at_desk.post(f"/desk/cles/{recipient.pk}/", {"act": "remove"})
    Recipient.objects.filter(name="seconde").update(key_set="reading")
    reseal()
    assert KeyChange.objects.get().proven
    second.post(f"/desk/cles/{KeyChange.objects.get().pk}/", {"act": "approve"})
    assert not Recipient.objects.filter(name="permanence").exists(), "approved by another, one key remains"


def test_who_leaves_the_team_leaves_the_originals_as_well(at_desk, second):
    enter("seconde", key_set="originals")
    leaving = Recipient.objects.get(name="seconde", key_set="reading")
    at_desk.post(f"/desk/cles/{leaving.pk}/", {"act": "remove"})
    path = f"/desk/cles/{KeyChange.objects.get().pk}/"
    second.post(path, {"act": "approve"})
    assert Recipient.objects.filter(name="seconde").count() == 2, "nobody approves what concerns themselves"
    enter("tierce")
    signed_in_client(make_user("tierce", second_factor=True)).post(path, {"act": "approve"})
    assert not Recipient.objects.filter(name="seconde").exists()
    assert second.get("/desk/").status_code == 404


def test_originals_are_for_some_of_those_who_read(at_desk):
    make_user("inconnue")
    asked = {"name": "inconnue", "public_key": make_identity()[1], "key_set": "originals"}
    assert at_desk.post("/desk/cles/proposer/", asked).status_code == 422
    assert at_desk.post("/desk/cles/proposer/", {**asked, "name": "permanence"}).status_code == 302
    with pytest.raises(CommandError, match="clé de lecture"):
        call_command("recipients", "add", "inconnue", make_identity()[1], "--originals")


def test_command_enters_the_first_two_and_no_more(db, capsys):
    with pytest.raises(CommandError, match="une"):
        call_command("recipients", "add", "une", make_identity()[1])
    for name in ("une", "deux", "trois", "quatre"):
        make_user(name)
    for name in ("une", "deux"):
        call_command("recipients", "add", name, make_identity()[1])
    with pytest.raises(CommandError, match="permanence"):
        call_command("recipients", "add", "trois", make_identity()[1])
    with pytest.raises(CommandError, match="age1"):
        call_command("recipients", "add", "quatre", make_identity()[0])
    assert set(Recipient.objects.values_list("name", flat=True)) == {"une", "deux"}
    assert [act.code for act in Act.objects.all()] == ["key_entered", "key_entered"]


def test_demo_key_is_made_for_this_machine_alone(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SITE_URL = "https://example.org"
    with pytest.raises(CommandError, match="this machine only"):
        call_command("demo_recipient", "permanence")
    assert not Recipient.objects.exists() and not (tmp_path / "demo").exists()
    settings.SITE_URL = "http://localhost:8000"
    call_command("demo_recipient", "permanence")
    assert Recipient.objects.get().is_demo
    assert (tmp_path / "demo" / "identity.txt").stat().st_mode & 0o777 == 0o600


def test_key_is_for_somebody_who_signs_in(at_desk):
    asked = {"name": "personne", "public_key": make_identity()[1], "key_set": "reading"}
    answer = at_desk.post("/desk/cles/proposer/", asked)
    assert answer.status_code == 422 and not KeyChange.objects.exists()
    assert asked["public_key"] in answer.text, "nothing typed is lost"


def test_recipient_with_another_name_leaves_no_open_desk_behind(at_desk, second):
    person = get_user_model().objects.get(username="seconde")
    person.username, person.public_name = "troisieme", "Loutre"
    person.save()
    assert signed_in_client(make_user("seconde", second_factor=True)).get("/desk/").status_code == 404
    assert Recipient.objects.filter(name="permanence").exists(), "the others keep theirs"


def test_what_the_source_erased_meanwhile_does_not_come_back(at_desk, conversation):
    old = Conversation.objects.get()
    intake.erase_conversation(Conversation.objects.get())
    with pytest.raises(NoConversation):
        desk.claim(conversation=old, name="permanence")
    assert not Conversation.objects.exists()


def test_act_does_not_hide_what_the_source_added_meanwhile(at_desk, conversation):
    Conversation.objects.update(last_download_on=timezone.localdate())
    old = Conversation.objects.get()
    Conversation.objects.update(last_download_on=None, state="new")
    desk.claim(conversation=old, name="permanence")
    now = Conversation.objects.get()
    assert (now.last_download_on, now.claimed_by) == (None, "permanence"), "what came meanwhile is still unread"


def test_who_takes_the_name_of_a_deleted_recipient_finds_the_desk_closed(at_desk, second):
    get_user_model().objects.get(username="seconde").delete()
    assert not Recipient.objects.filter(name="seconde").exists()
    assert Act.objects.first().code == "account_gone"
    assert signed_in_client(make_user("seconde", second_factor=True)).get("/desk/").status_code == 404


@pytest.mark.parametrize("key", ["age1nonsense", "AGE-SECRET-KEY-1ABC", ""])
def test_wrong_key_is_refused_with_a_sentence(at_desk, key):
    answer = at_desk.post("/desk/cles/proposer/", {"name": "x", "public_key": key, "key_set": "reading"})
    assert answer.status_code == 422 and not KeyChange.objects.exists()


def test_key_in_use_is_refused(at_desk, identity):
    answer = at_desk.post(
        "/desk/cles/proposer/", {"name": "x", "public_key": public_key(identity), "key_set": "originals"}
    )
    assert answer.status_code == 422
