"""The list of keys: what the database alone cannot change, who is told of every change, how recipients compare."""

import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from leaks import storage
from leaks.exceptions import DropClosed, KeyRefused
from leaks.key_list import fingerprint_of, read_list
from leaks.models import Act, Conversation, KeyChange, KeyListSeal, Notice, Recipient, Reply
from leaks.queries import keys_of, reading_keys
from leaks.services import keys
from safety.sealing import make_identity
from tests.conftest import make_user, signed_in_client
from tests.databases import ROOT
from tests.leaks.conftest import enter, receipt_of, reseal, submit

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
STRANGER = make_identity()[1]


def sql(statement: str, *values: object) -> None:
    with connections["leaks"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def team(open_drop, recipient):
    """Two recipients with mail; one of them has a change waiting that concerns a third."""
    second = make_user("seconde", second_factor=True)
    for user in (recipient, second):
        user.email = f"{user.username}@example.org"
        user.save()
    enter("seconde")
    make_user("tierce", second_factor=True)
    keys.propose_key(name="tierce", public_key=make_identity()[1], key_set="reading", proposed_by="permanence")
    return signed_in_client(recipient), signed_in_client(second)


SWAPS = {
    "a key": ("UPDATE leaks_recipient SET public_key = %s WHERE name = 'seconde'", STRANGER),
    "a name": ("UPDATE leaks_recipient SET name = %s WHERE name = 'seconde'", "tierce"),
    "a set": ("UPDATE leaks_recipient SET key_set = %s WHERE name = 'seconde'", "originals"),
    "a demo key": ("UPDATE leaks_recipient SET is_demo = %s WHERE name = 'seconde'", True),
    "a day": ("UPDATE leaks_recipient SET since = %s WHERE name = 'seconde'", "2020-01-01"),
    "one row less": ("DELETE FROM leaks_recipient WHERE name = %s", "seconde"),
    "one row more": (
        "INSERT INTO leaks_recipient (name, key_set, public_key, is_demo, since) VALUES "
        "('x', 'reading', %s, false, '2026-01-01')",
        STRANGER,
    ),
    "a proof": ("UPDATE leaks_keychange SET proven = %s", True),
    "a proposed key": ("UPDATE leaks_keychange SET public_key = %s", STRANGER),
    "an answer": ("UPDATE leaks_keychange SET answer_hash = %s", "0" * 64),
    "who proposed": ("UPDATE leaks_keychange SET proposed_by = %s", "tierce"),
    "no proposal": ("DELETE FROM leaks_keychange WHERE name = %s", "tierce"),
    "what is unseen": ("DELETE FROM leaks_notice WHERE name = %s", "seconde"),
    "the count": ("UPDATE leaks_keylistseal SET count = count + %s", 1),
    "the seal": ("UPDATE leaks_keylistseal SET mac = %s", "0" * 64),
    "no seal": ("DELETE FROM leaks_keylistseal WHERE id = %s", 1),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_list_changed_by_sql_seals_nothing(team, swap):
    reading_keys()
    sql(*SWAPS[swap])
    with pytest.raises(DropClosed):
        reading_keys()
    with pytest.raises(DropClosed):
        keys_of("originals")
    with pytest.raises(KeyRefused):
        keys.propose_key(name="tierce", public_key=make_identity()[1], key_set="reading", proposed_by="permanence")
    with pytest.raises(KeyRefused):
        keys.enter_first_recipient(name="tierce", public_key=make_identity()[1])


def test_swapped_key_closes_the_drop_and_the_desk_says_why(team, source, settings):
    first, _second = team
    before = receipt_of(submit(source, message="before"))
    sql(*SWAPS["a key"])
    assert source.get("/leak/").status_code == 503
    about = source.get("/leak/avant/").text
    assert 'class="refusal"' in about and "fingerprint" not in about
    conversation = Conversation.objects.get()
    for path in ("/desk/", "/desk/cles/", f"/desk/{conversation.pk}/", "/desk/journal/"):
        page = first.get(path).text
        assert "notice--danger" in page and "manage.py recipients confirm" in page
    answer = first.post(f"/desk/{conversation.pk}/noter/", {"note-text": "typed at length"})
    assert answer.status_code == 409 and "typed at length" in answer.text, "nothing typed is lost"
    assert source.post("/leak/suivi/", {"receipt": before}).status_code == 200, "what was sent can still be seen"
    call_command("recipients", "confirm")
    assert source.get("/leak/").status_code == 200
    assert not KeyChange.objects.exists(), "what waited on that list is proposed again"
    sql("UPDATE leaks_recipient SET public_key = 'age1x' WHERE name = 'seconde'")
    with pytest.raises(CommandError, match="seconde"):
        call_command("recipients", "confirm")
    assert source.get("/leak/").status_code == 503, "nobody confirms what is no key"


def test_new_secret_key_needs_the_operator(team, settings, capsys, mailoutbox):
    settings.SECRET_KEY = "another one, as long as it has to be, after a seizure"  # noqa: S105
    with pytest.raises(DropClosed):
        reading_keys()
    mailoutbox.clear()
    call_command("recipients", "confirm")
    assert read_list().fingerprint in capsys.readouterr().out
    reading_keys()
    assert {m.to[0] for m in mailoutbox} == {"permanence@example.org", "seconde@example.org"}
    assert Act.objects.first().code == "list_confirmed"
    call_command("recipients", "confirm")
    assert "nothing to confirm" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_older_list_put_back_whole_does_not_fit(team):
    tables = [Recipient, KeyChange, Notice, KeyListSeal]
    copy = [(table, list(table.objects.all())) for table in tables]
    keys.drop_change(change=KeyChange.objects.get(), name="seconde")
    assert read_list().fits and storage.newest_count() == KeyListSeal.objects.get().count
    for table, rows in copy:
        table.objects.all().delete()
        table.objects.bulk_create(rows)
    assert read_list().fault == "older"
    for table, _rows in copy:
        table.objects.all().delete()
    assert read_list().fault == "unsealed", "an empty list is not a new one"
    storage.remember_count(0)
    keys.confirm_list()
    assert read_list().fits
    storage._count_file().write_text("x")
    assert read_list().fault == "unreadable"
    storage._count_file().unlink()


def test_every_change_is_mailed_and_red_until_each_has_seen_it(team, mailoutbox):
    first, second = team
    assert {m.to[0] for m in mailoutbox} == {"permanence@example.org", "seconde@example.org"}, "the proposal"
    bodies = {(m.subject, m.body) for m in mailoutbox}
    mailoutbox.clear()
    seconde = Recipient.objects.get(name="seconde")
    first.post(f"/desk/cles/{seconde.pk}/", {"act": "remove"})
    assert "notice--danger" in first.get("/desk/").text and "notice--danger" in second.get("/desk/").text
    page = first.get("/desk/").text
    first.post("/desk/vu/", {"seen": re.findall(r'name="seen" value="(\w+)"', page)})
    assert "notice--danger" not in first.get("/desk/").text
    assert "notice--danger" in second.get("/desk/").text, "until each has seen it"
    assert "seconde" in first.get("/desk/cles/").text and read_list().fits
    enter("quatrieme")
    change = KeyChange.objects.get(kind="remove")
    keys.approve_change(change=change, name="quatrieme")
    assert [m.to[0] for m in mailoutbox].count("seconde@example.org") == 2, "the one who is removed is told as well"
    assert {(m.subject, m.body) for m in mailoutbox} == bodies and len(bodies) == 1, "in the same words each time"
    assert not Notice.objects.filter(name="seconde").exists() and read_list().fits


def test_nobody_takes_down_what_another_has_not_seen(team):
    first, _second = team
    theirs = Notice.objects.get(name="seconde")
    first.post("/desk/vu/", {"seen": [theirs.pk]})
    assert Notice.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("path", ["cles/liste.txt", "vu/"])
def test_keys_refuse_strangers_moderators_and_superusers(client, client_of, outsider, moderator, open_drop, path):
    moderator.is_superuser = moderator.is_staff = True
    moderator.save()
    ask = "post" if path == "vu/" else "get"
    assert getattr(client, ask)(f"/desk/{path}").status_code == 302
    assert getattr(client_of(outsider), ask)(f"/desk/{path}").status_code == 302, "no second factor"
    assert getattr(client_of(moderator), ask)(f"/desk/{path}").status_code == 404


def test_reply_is_never_sealed_to_a_swapped_key(team, source):
    first, _second = team
    submit(source, message="hello")
    conversation = Conversation.objects.get()
    sql("UPDATE leaks_conversation SET source_key = %s", make_identity()[1])
    answer = first.post(f"/desk/{conversation.pk}/repondre/", {"reply-text": "our promise"})
    assert answer.status_code == 409 and "our promise" in answer.text and not Reply.objects.exists()


# -- Two recipients, one of whom lost their key ------------------------------------------------------------------------
def test_of_two_recipients_one_proposes_for_the_other_and_the_operator_approves(team, tmp_path):
    first, _second = team
    private, public = make_identity()
    change = keys.propose_key(name="seconde", public_key=public, key_set="reading", proposed_by="permanence")
    (tmp_path / "new.txt").write_text(private)
    command = ["age", "-d", "-i", tmp_path / "new.txt"]
    done = subprocess.run(command, input=change.challenge.encode(), capture_output=True, check=True)  # noqa: S603
    with pytest.raises(CommandError, match="prouvée"):
        call_command("recipients", "approve", change.pk)
    with pytest.raises(CommandError, match="épreuve"):
        call_command("recipients", "approve", change.pk, "--answer", "guess")
    keys.prove_key(change=change, answer=done.stdout.decode(), name="seconde")
    assert f"recipients approve {change.pk}" in first.get("/desk/cles/").text
    call_command("recipients", "approve", change.pk)
    assert Recipient.objects.get(name="seconde").public_key == public and read_list().fits


def test_operator_approves_nothing_that_another_recipient_can(team):
    enter("quatrieme")
    change = keys.propose_removal(recipient=Recipient.objects.get(name="seconde"), proposed_by="permanence")
    with pytest.raises(CommandError, match="quatrieme"):
        call_command("recipients", "approve", change.pk)
    assert Recipient.objects.filter(name="seconde").exists()


# -- On a recipient's own machine --------------------------------------------------------------------------------------
def test_fingerprint_is_the_same_at_the_desk_for_sources_and_offline(team, source, tmp_path):
    first, _second = team
    shown = read_list().fingerprint
    assert re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", shown)
    assert f'id="fingerprint">{shown}<' in first.get("/desk/cles/").text
    assert f'id="fingerprint">{shown}<' in source.get("/leak/avant/").text
    (tmp_path / "keys.txt").write_text(first.get("/desk/cles/liste.txt").text)

    def check(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-I", ROOT / "static/desk/keycheck.py", "--known", tmp_path / "known.txt", *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)  # noqa: S603
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout

    assert check("compare", "keys.txt")[0] == 2, "nothing is known yet"
    assert check("remember", "keys.txt") == (0, f"Remembered. Fingerprint: {shown}\n")
    assert (tmp_path / "known.txt").stat().st_mode & 0o777 == 0o600
    assert check("compare", "keys.txt")[0] == check("compare", shown.lower().replace("-", " "))[0] == 0
    assert check("show") == (0, f"{shown}\n")

    old = Recipient.objects.get(name="seconde")
    new = make_identity()[1]
    Recipient.objects.filter(pk=old.pk).update(public_key=new)
    reseal()
    (tmp_path / "keys.txt").write_text(first.get("/desk/cles/liste.txt").text)
    code, said = check("compare", "keys.txt")
    assert code == 1 and f"reading {new}" in said and f"reading {old.public_key}" in said
    assert check("compare", read_list().fingerprint)[0] == 1
    assert check("remember", "keys.txt")[0] == 1, "what is known is not replaced by accident"
    (tmp_path / "keys.txt").write_text("reading age1nonsense\n")
    assert check("compare", "keys.txt")[0] == check("compare", "missing.txt")[0] == 2
    known = (tmp_path / "known.txt").read_text()
    (tmp_path / "known.txt").write_text(known.replace(old.public_key, new))
    assert check("compare", "keys.txt")[0] == 2, "a list somebody changed here as well"


def test_fingerprint_does_not_depend_on_the_order():
    lines = [f"reading {make_identity()[1]}", f"originals {make_identity()[1]}"]
    assert fingerprint_of(lines) == fingerprint_of(lines[::-1]) != fingerprint_of(lines[:1])
    assert fingerprint_of([]) == ""


def test_rows_about_keys_hold_days_and_random_ids(team):
    notice = Notice.objects.first()
    assert re.fullmatch(r"[0-9a-f]{16}", notice.pk) and notice.day == timezone.localdate()
    assert {field.get_internal_type() for field in Notice._meta.fields} == {"CharField", "BooleanField", "DateField"}
