"""Budgets apart, a door that slows instead of closing, and words that no refusal loses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leaks import flood, tickets
from leaks.models import Bundle, Conversation
from leaks.receipts import draw
from tests.leaks import servers
from tests.leaks.conftest import back, held_in_counts, photo, receipt_of, refusals, submit, token_of

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
ONION = "http://abcdefghijklmnop.onion"


@pytest.fixture
def clock(monkeypatch):
    """Seconds that tests let pass, for tickets alone."""
    now = [1_800_000_000]
    monkeypatch.setattr(tickets.time, "time", lambda: float(now[0]))
    return now


@pytest.fixture
def one_an_hour(settings):
    settings.LEAKS_PER_HOUR = 1
    flood.reset()


def slow_for(*kinds: str, name: str = "site") -> None:
    for kind in kinds:
        flood.gate().doors[name].hourly[kind].take(10**6)


# -- What counts -------------------------------------------------------------------------------------------------------
def test_only_what_was_kept_counts(source, open_drop):
    door = flood.gate().doors["site"]
    before = {kind: bucket.left for kind, bucket in door.hourly.items()}
    assert submit(source, message=" ").status_code == 422
    assert source.post("/leak/", {"message": "x", "token": "forged"}).status_code == 422
    assert submit(source, message="x", files=[("odd.bin", b"\x00\x01\x02" * 50)]).status_code == 422
    assert back(source, draw("fr")).status_code == 404
    assert back(source, "not words").status_code == 422
    assert {kind: bucket.left for kind, bucket in door.hourly.items()} == before
    assert door.megabytes.is_untouched, "what was refused gives its room back"
    assert submit(source, message="x").status_code == 200
    assert submit(source, message="x", files=[("a.jpg", photo())]).status_code == 200
    assert {kind: bucket.left for kind, bucket in door.hourly.items()} == {k: left - 1 for k, left in before.items()}


def test_messages_files_and_conversations_close_nothing_for_each_other(source, open_drop, one_an_hour, settings):
    settings.LEAKS_PER_CONVERSATION = 2
    mine = receipt_of(submit(source, message="un"))
    flood.reset()
    other = receipt_of(submit(source, message="un"))
    assert submit(source, message="deux").status_code == 429, "messages alone are slow now"
    assert submit(source, message="x", files=[("a.jpg", photo())]).status_code == 200
    assert submit(source, message="x", files=[("a.jpg", photo())]).status_code == 429
    assert [back(source, mine, message="suite").status_code for _ in range(3)] == [200, 200, 429]
    assert back(source, mine).status_code == 200, "it still opens"
    assert back(source, other, message="suite").status_code == 200, "each conversation has its own"


def test_additions_leave_the_door_as_it_was(source, open_drop, settings):
    receipt = receipt_of(submit(source, message="un"))
    door = flood.gate().doors["site"]
    before = [bucket.left for bucket in (*door.hourly.values(), door.megabytes, door.wrong)]
    for _ in range(5):
        assert back(source, receipt, files=[SimpleUploadedFile("a.jpg", photo())]).status_code == 200
    assert [bucket.left for bucket in (*door.hourly.values(), door.megabytes, door.wrong)] == before


def test_onion_service_has_counts_of_its_own_and_more(source, open_drop, one_an_hour, settings):
    settings.ONION_URL = ONION
    settings.ALLOWED_HOSTS = ["*"]
    host = {"host": ONION.removeprefix("http://")}
    assert submit(source, message="x").status_code == 200
    assert submit(source, message="x").status_code == 429
    forms = [source.get("/leak/", headers=host) for _ in range(5)]
    form = forms.pop()
    said = [source.post("/leak/", {"message": "x", "token": token_of(one)}, headers=host).status_code for one in forms]
    assert said == [200, 200, 200, 429]
    elsewhere = {"host": "other.onion"}
    assert source.post("/leak/", {"message": "x", "token": token_of(form)}, headers=elsewhere).status_code == 429


def test_count_of_a_conversation_tells_nobody_whose_it_is(source, open_drop):
    receipt = receipt_of(submit(source, message="un"))
    assert back(source, receipt, message="deux").status_code == 200
    kept = " ".join(held_in_counts())
    conversation = Conversation.objects.get()
    assert "conversation:" in kept
    for telling in (conversation.pk, conversation.lookup, conversation.source_key):
        assert str(telling) not in kept


# -- Slow --------------------------------------------------------------------------------------------------------------
def test_slow_door_says_so_before_anybody_types_and_opens_after_the_wait(source, open_drop, clock, settings):
    assert "lentement" not in source.get("/leak/").content.decode()
    slow_for("message")
    form = source.get("/leak/")
    assert "20 secondes après avoir ouvert cette page" in form.content.decode()
    early = source.post("/leak/", {"message": "Mes mots à garder", "token": token_of(form)})
    assert early.status_code == 429 and early["Retry-After"] == "20" and refusals(early)
    assert "Mes mots à garder" in early.content.decode()
    clock[0] += 19
    assert source.post("/leak/", {"message": "x", "token": token_of(early)}).status_code == 429
    clock[0] += 1
    late = {"message": "Mes mots à garder", "token": token_of(early)}
    assert source.post("/leak/", late).status_code == 200
    assert source.post("/leak/", late).status_code == 200, "the same form again adds to its conversation"
    assert (Conversation.objects.count(), Bundle.objects.count()) == (1, 2)
    spent = source.get("/leak/")
    clock[0] += 20
    tickets.read_token(token_of(spent)).spend()
    assert source.post("/leak/", {"message": "x", "token": token_of(spent)}).status_code == 429, "a ticket is good once"


def test_slow_door_lets_so_many_through_in_a_minute_and_keeps_the_ticket_good(source, open_drop, clock, one_an_hour):
    slow_for("message")
    forms = [token_of(source.get("/leak/")) for _ in range(2)]
    clock[0] += 20
    first, second = (source.post("/leak/", {"message": "x", "token": token}) for token in forms)
    assert (first.status_code, second.status_code, second["Retry-After"]) == (200, 429, "10")
    flood.gate().doors["site"].drips["message"].forget()
    assert source.post("/leak/", {"message": "x", "token": token_of(second)}).status_code == 200, "no new wait"


def test_sixty_messages_of_one_letter_leave_the_door_open(source, open_drop, clock):
    token = token_of(source.get("/leak/"))
    for told in ([token] * 60, [token_of(source.get("/leak/")) for _ in range(60)]):
        assert {source.post("/leak/", {"message": "x", "token": one}).status_code for one in told} == {200, 429}
    honest = [token_of(source.get("/leak/")) for _ in range(50)]
    clock[0] += 20
    told = [source.post("/leak/", {"message": f"honest {n}", "token": token}) for n, token in enumerate(honest)]
    assert [answer.status_code for answer in told] == [200] * 50


def test_files_cleaned_in_vain_make_the_door_slow_for_files_alone(source, open_drop):
    flood.gate().doors["site"].in_vain.take(10**6)
    assert submit(source, message="x", files=[("a.jpg", photo())]).status_code == 429
    assert submit(source, message="x").status_code == 200


def test_wrong_receipts_make_coming_back_slow_and_nothing_else(source, open_drop, clock, one_an_hour):
    receipt = receipt_of(submit(source, message="un", files=[("a.jpg", photo())]))
    assert back(source, draw("fr")).status_code == 404
    early = back(source, receipt, message="Mes mots à garder")
    assert early.status_code == 429 and early["Retry-After"] == "20"
    assert "Mes mots à garder" in early.content.decode() and receipt in early.content.decode()
    assert submit(source, message="neu").status_code == 200
    clock[0] += 20
    page = back(source, receipt, message="Mes mots à garder", token=token_of(early))
    assert page.status_code == 200 and Bundle.objects.count() == 3
    assert back(source, receipt, token=token_of(early)).status_code == 429, "a ticket is good once"
    assert back(source, receipt, message="suite", token=token_of(page)).status_code == 200, "who was here has waited"


@pytest.mark.parametrize("lies", [7 * 3600, 23 * 3600])
def test_ticket_that_lay_for_hours_waits_anew(source, open_drop, clock, lies):
    token = token_of(source.get("/leak/"))
    clock[0] += lies
    slow_for("message")
    assert source.post("/leak/", {"message": "x", "token": token}).status_code == 429


# -- What was typed ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
@pytest.mark.parametrize("path", ["/leak/", "/leak/suivi/"])
def test_refused_body_keeps_what_was_typed(open_drop, tmp_path, path):
    fields = {"receipt": draw("fr")} if path.endswith("suivi/") else {}
    fields["message"] = "Mes mots à garder <b>"
    files = [("film.mp4", b"SECRETNAME" * 500_000)]
    with servers.running("the door alone", tmp_path / "log", LEAKS_DISK_FLOOR_MB=str(10**9)) as site:
        fields["token"] = servers.token(site)
        status, page = servers.post(site, path, fields, files)
        assert status == 429 and "Mes mots à garder &lt;b&gt;" in page and "SECRETNAME" not in page
        assert fields.get("receipt", "") in page
        assert len(page.encode()) % (16 * 1024) == 0
    with servers.running("the door alone", tmp_path / "log", LEAKS_BODY_LIMIT_MB="1") as site:
        status, page = servers.post(site, path, fields, files)
        assert status == 413 and "Mes mots à garder &lt;b&gt;" in page and 'class="refusal"' in page
        token = re.search(r'name="token" value="([^"]+)"', page).group(1)
        if path == "/leak/":
            assert servers.post(site, path, {"message": "x", "token": token})[0] == 200
    assert not re.search("garder|SECRETNAME|Traceback|leak", (tmp_path / "log").read_text())


# -- Cleaning ----------------------------------------------------------------------------------------------------------
def test_crowd_at_the_cleaner_lets_messages_pass(source, open_drop, settings):
    settings.LEAKS_QUEUE = 0
    flood.reset()
    assert "attendent leur nettoyage" in source.get("/leak/").content.decode(), "before anybody types"
    with_files = submit(source, message="gardé", files=[("a.jpg", photo())])
    assert with_files.status_code == 429 and "gardé" in with_files.content.decode()
    assert submit(source, message="x").status_code == 200


def test_receipts_wait_in_a_line_of_their_own(source, open_drop):
    from leaks.receipts import COMING_BACK

    with COMING_BACK:  # a derivation that does not end; new sources do not stand in its line
        assert submit(source, message="x").status_code == 200
