"""Words before sending: they stand on the form, open whatever arrived with it, and are kept nowhere else."""

import re
import threading

import pytest
from django.core.cache import caches

from leaks import flood, receipts, storage, tickets, underway
from leaks.models import Bundle, Conversation
from leaks.services.intake import Sent, receive_submission
from tests.leaks.conftest import back, held_in_counts, photo, receipt_of, refusals, submit, token_of

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


def words_of(answer) -> str:
    return words_in(answer.content.decode())


def words_in(page: str) -> str:
    found = re.findall(r'id="words">([^<]*)<', page)
    assert len(found) == 1, page[:3000]
    return found[0]


# -- The form ----------------------------------------------------------------------------------------------------------
def test_form_shows_seven_words_and_the_answer_repeats_them(source, open_drop):
    form = source.get("/leak/")
    words = words_of(form)
    assert words == receipts.normalise(words) and len(words.split()) == receipts.LENGTH
    answer = source.post("/leak/", {"message": "un", "token": token_of(form)})
    assert receipt_of(answer) == words
    assert back(source, words).status_code == 200
    assert words_of(source.get("/leak/")) != words, "each page has its own"
    assert set(words_of(source.get("/en/leak/")).split()) <= set(receipts.words("en"))


def test_get_derives_no_key(source, open_drop):
    with receipts.SENDING, receipts.COMING_BACK:  # whoever derives now never comes to an end
        assert words_of(source.get("/leak/"))


def test_words_are_sealed_in_the_token_and_stand_nowhere_else(source, open_drop):
    form = source.get("/leak/")
    words, token = words_of(form), token_of(form)
    head = "\n".join(f"{name}: {value}" for name, value in form.items())
    rest = re.sub(r'<p class="words" id="words".*?</p>', "", form.content.decode(), flags=re.S)
    held = repr([list(model.objects.values()) for model in (Conversation, Bundle)]) + str(held_in_counts())
    for word in words.split():
        assert not re.search(rf"\b{word}\b", head + token + held)
    assert words not in rest and form["Cache-Control"] == "no-store"
    other = tickets._fernet("another secret key")
    with pytest.raises(tickets.InvalidToken):
        other.decrypt(token.encode())
    assert words not in repr(tickets.opened(token))
    assert len({len(tickets.make_token(receipt=words)) for words in ("a b", words, "x" * 80)}) == 1


def test_token_changed_by_one_letter_is_none_of_ours(source, open_drop):
    token = token_of(source.get("/leak/"))
    place = len(token) // 2
    forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    answer = source.post("/leak/", {"message": "gardé", "token": forged})
    assert answer.status_code == 422 and "gardé" in answer.content.decode() and words_of(answer)


def test_token_of_a_conversation_page_sends_nothing_without_words(source, open_drop):
    page = back(source, receipt_of(submit(source, message="un")))
    answer = source.post("/leak/", {"message": "gardé", "token": token_of(page)})
    assert answer.status_code == 422 and "gardé" in answer.content.decode() and words_of(answer)
    assert source.post("/leak/", {"message": "gardé", "token": token_of(answer)}).status_code == 200


@pytest.mark.parametrize("why", ["blank", "refused file", "slow", "full", "old", "replayed"])
def test_refusal_keeps_the_words(source, open_drop, settings, monkeypatch, why):
    form = source.get("/leak/")
    words, sent = words_of(form), {"message": "gardé", "token": token_of(form)}
    now = tickets.time.time()
    with monkeypatch.context() as later:
        if why == "blank":
            sent["message"] = " "
        elif why == "refused file":
            sent["files"] = file("odd.bin", b"\x00\x01\x02" * 50)
        elif why == "slow":
            flood.gate().doors["site"].hourly["message"].take(10**6)
        elif why == "full":
            settings.LEAKS_DISK_FLOOR = 2**60
        elif why == "old":
            later.setattr(tickets.time, "time", lambda: now + 25 * 3600)
        elif why == "replayed":
            tickets.read_token(sent["token"]).spend()
            flood.gate().doors["site"].hourly["message"].take(10**6)
        refused = source.post("/leak/", sent)
        assert refused.status_code in (422, 429) and refusals(refused)
        assert words_of(refused) == words
        settings.LEAKS_DISK_FLOOR = 1
        flood.reset()
        again = source.post("/leak/", {"message": "gardé", "token": token_of(refused)})
        assert again.status_code == 200 and receipt_of(again) == words
        assert back(source, words).status_code == 200


def file(name: str, content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


# -- Again -------------------------------------------------------------------------------------------------------------
def test_same_form_three_times_is_one_conversation(source, open_drop):
    form = source.get("/leak/")
    token, words = token_of(form), words_of(form)
    for text in ("un", "deux", "trois"):
        answer = source.post("/leak/", {"message": text, "token": token})
        assert (answer.status_code, receipt_of(answer)) == (200, words)
    assert (Conversation.objects.count(), Bundle.objects.count()) == (1, 3)
    flood.reset()
    caches["counts"].clear()  # what a restart forgets
    assert receipt_of(source.post("/leak/", {"message": "quatre", "token": token})) == words
    assert (Conversation.objects.count(), Bundle.objects.count()) == (1, 4)


def test_same_form_again_makes_the_conversation_new_for_the_desk(source, open_drop):
    form = source.get("/leak/")
    sent = {"message": "un", "token": token_of(form)}
    source.post("/leak/", sent)
    Conversation.objects.update(state="answered", last_download_on="2026-01-02")
    source.post("/leak/", sent)
    found = Conversation.objects.get()
    assert found.state == "new" and found.last_download_on is None


def test_same_form_again_and_again_derives_so_often_and_no_more(source, open_drop, settings):
    settings.LEAKS_PER_CONVERSATION = 1
    token = token_of(source.get("/leak/"))
    ticket = tickets.read_token(token)
    said = [source.post("/leak/", {"message": "x", "token": token}).status_code for _ in range(3)]
    assert said == [200, 200, 429]
    while ticket.come_again():
        pass
    with receipts.SENDING:  # whoever derives now never comes to an end
        assert source.post("/leak/", {"message": "x", "token": token}).status_code == 429


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_two_at_the_same_moment_are_one_conversation(open_drop):
    token = tickets.new_token("fr")
    both, statuses = threading.Barrier(2), []

    def come() -> None:
        from django.db import connections

        visit = flood.Visit(flood.gate().door("localhost"), tickets.read_token(token))
        both.wait()
        try:
            sent = Sent("un", [as_raw()], keep_originals=False, as_pages=False)
            statuses.append(receive_submission(sent=sent, visit=visit).receipt)
        finally:
            connections["leaks"].close()

    crowd = [threading.Thread(target=come) for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(statuses) == 2 and len(set(statuses)) == 1
    assert (Conversation.objects.count(), Bundle.objects.count(), len(storage.names())) == (1, 2, 2)


def as_raw():
    from io import BytesIO

    from safety.cleaning import Raw

    return Raw("a.jpg", BytesIO(photo()))


# -- While it is cleaned -----------------------------------------------------------------------------------------------
@pytest.fixture
def being_cleaned(source, open_drop):
    """Words of a form whose first coming is being cleaned."""
    form = source.get("/leak/")
    with underway.underway(words_of(form)):
        yield words_of(form)


def test_words_open_still_being_cleaned_meanwhile(source, being_cleaned):
    words = being_cleaned
    before = flood.gate().doors["site"].wrong.left
    page = back(source, words)
    assert page.status_code == 200 and "Encore en nettoyage" in page.content.decode()
    assert len(page.content) % (16 * 1024) == 0 and flood.gate().doors["site"].wrong.left == before
    along = back(source, words, message="Mes mots à garder")
    assert along.status_code == 429 and "Mes mots à garder" in along.content.decode() and refusals(along)
    assert back(source, receipts.draw("fr")).status_code == 404
    assert not Conversation.objects.exists()


def test_what_is_erased_while_it_is_cleaned_is_not_kept(source, open_drop, settings):
    form = source.get("/leak/")
    words, token = words_of(form), token_of(form)
    with underway.underway(words):  # the first coming, at its cleaning
        assert back(source, words, erase="1").status_code == 200
        late = source.post("/leak/", {"message": "x", "token": token})  # and the moment at which it would be kept
        assert late.status_code == 404
        assert not Conversation.objects.exists() and storage.names() == []
    assert source.post("/leak/", {"message": "x", "token": token}).status_code == 200, "it is not called off for ever"


def test_nothing_to_erase_looks_like_an_erased_one(source, open_drop):
    answer = back(source, receipts.draw("fr"), erase="1")
    assert answer.status_code == 404 and refusals(answer)


def test_mark_of_cleaning_ends_with_it_and_with_the_process(open_drop):
    words = receipts.draw("fr")
    with underway.underway(words) as work:
        name = work.name
        assert not set(words.split()) & set(re.findall("[a-z]+", name))
        assert underway.is_underway(words)
        with underway.underway(words):
            pass
        assert underway.is_underway(words), "of two, one goes on"
        assert [left <= underway._SECONDS for key, left in held_in_counts().items() if name in key] == [True]
        underway.call_off(words)
    assert not underway.is_underway(words)
    assert [key for key in held_in_counts() if name in key] == []


# -- Coming back -------------------------------------------------------------------------------------------------------
def test_who_comes_back_sees_what_arrived_by_days(source, open_drop):
    receipt = receipt_of(submit(source, message="un"))
    assert back(source, receipt, files=file("a.jpg", photo())).status_code == 200
    page = back(source, receipt).content.decode()
    listed = re.findall(r"<li>(.*?)</li>", page.split('class="arrived"')[1].split("</ul>")[0], re.S)
    assert len(listed) == 2 and {"un message" in line for line in listed} == {True, False}
    assert any("image" in line for line in listed)
    assert not re.search(r"\d\d:\d\d|\d+ ?octets", " ".join(listed))
