"""What a source does: submit, add, read replies, erase. HTTP → form → clean → seal → keep, in that order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from leaks import storage
from leaks.bundles import seal_bundle, seal_originals
from leaks.exceptions import EverythingRefused, Flooded, NoConversation, StillCleaning
from leaks.flood import SOON, Visit, gate
from leaks.models import Bundle, Conversation, Reply
from leaks.queries import find_conversation, given_names, keys_of, reading_keys, refuse_when_closed
from leaks.receipts import COMING_BACK, SENDING, Derived
from leaks.reports import FileReport
from leaks.turns import Turn
from leaks.underway import Work, call_off, is_underway, underway
from safety.cleaning import FAMILIES, Clean, Finding, Raw, Refused, can_draw_pages, clean, normalise
from safety.cleaning.budgets import Pace
from safety.sealing import CannotOpen, Recipients, Sealed, open_text


@dataclass(frozen=True)
class Answer:
    """What the source is told of a submission."""

    receipt: str
    reports: tuple[FileReport, ...]
    message_removed: tuple[Finding, ...]


@dataclass(frozen=True)
class _Intake:
    """Sealed blobs and what may be remembered of them."""

    sealed: Sealed
    originals: Sealed | None
    families: tuple[str, ...]
    reports: tuple[FileReport, ...]
    message_removed: tuple[Finding, ...]


@dataclass(frozen=True)
class Sent:
    """What somebody sends: words, files, and how these are to be treated."""

    message: str = field(repr=False)
    files: Sequence[Raw] = field(repr=False)
    keep_originals: bool
    as_pages: bool

    @property
    def size(self) -> int:
        """Bytes of all files."""
        total = 0
        for raw in self.files:
            total += raw.body.seek(0, 2)
            raw.body.seek(0)
        return total


@dataclass(frozen=True)
class Opened:
    """A conversation that somebody opened with its receipt, for as long as one answer takes."""

    conversation: Conversation
    derived: Derived = field(repr=False)


class _CameBefore(Exception):
    """The form's words have a conversation already."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.opened = opened


@sensitive_variables()
def receive_submission(*, sent: Sent, visit: Visit) -> Answer:
    """Clean, seal and keep under the words of the visit's form. A file that cannot be cleaned is refused, alone.

    The same form again adds to the same conversation. Raises Flooded, EverythingRefused; NoConversation when its source
    erased it meanwhile; ValueError without a ticket that has words.
    """
    refuse_when_closed()
    if visit.ticket is None or not visit.ticket.receipt:
        raise ValueError("This form has no words.")
    receipt = visit.ticket.receipt
    try:
        if visit.ticket.is_used:
            visit = _visit_again(visit, receipt)
        with underway(receipt) as work, gate().submission(visit, size=sent.size, has_files=bool(sent.files)) as turn:
            conversation, derived = find_conversation(receipt, lane=SENDING)
            if conversation is not None:
                raise _CameBefore(Opened(conversation, derived))
            return _take_in(sent, receipt, derived, turn, work, must_exist=False)
    except _CameBefore as before:
        return add_to_conversation(opened=before.opened, receipt=receipt, sent=sent)


@sensitive_variables()
def _visit_again(visit: Visit, receipt: str) -> Visit:
    """Somebody comes again with a form that was used: see whether its first coming is kept, or still being cleaned."""
    if visit.ticket is None or not visit.ticket.come_again() or SENDING.is_full:
        raise Flooded(60)
    cleaned = is_underway(receipt)
    conversation, derived = find_conversation(receipt, lane=SENDING)
    if conversation is not None:
        raise _CameBefore(Opened(conversation, derived))
    # Asked before: what was being cleaned then may be kept, or refused, by now.
    return replace(visit, has_paid=cleaned)


@sensitive_variables()
def open_conversation(*, receipt: str, visit: Visit) -> Opened:
    """Open it, or raise `NoConversation`; `Flooded` when wrong receipts made this way slow and the ticket is early."""
    _pay_to_come_back(visit)
    cleaned = is_underway(receipt)  # asked first: what ends meanwhile is found then
    conversation, derived = find_conversation(receipt)
    if conversation is not None:
        return Opened(conversation, derived)
    if cleaned:
        raise StillCleaning
    visit.door.wrong.note(1)
    raise NoConversation


def _pay_to_come_back(visit: Visit) -> None:
    if COMING_BACK.is_full:
        raise Flooded(SOON)
    if visit.door.is_slow_to_come_back:
        visit.pay()


@sensitive_variables()
def erase(*, receipt: str, visit: Visit) -> None:
    """Erase what these words open, and let nothing be kept that is still being cleaned for them.

    Raises NoConversation when there is neither; Flooded like `open_conversation`.
    """
    _pay_to_come_back(visit)
    cleaned = call_off(receipt)  # first: what is kept before it hears of it is found then
    conversation, _derived = find_conversation(receipt)
    if conversation is not None:
        erase_conversation(conversation)
    elif not cleaned:
        visit.door.wrong.note(1)
        raise NoConversation


@sensitive_variables()
def add_to_conversation(*, opened: Opened, receipt: str, sent: Sent) -> Answer:
    """Seal more into a conversation."""
    refuse_when_closed()
    with gate().addition(opened.derived.budget, size=sent.size, has_files=bool(sent.files)) as turn:
        with underway(receipt) as work:
            return _take_in(sent, receipt, opened.derived, turn, work, must_exist=True)


@sensitive_variables()
def _take_in(sent: Sent, receipt: str, derived: Derived, turn: Turn, work: Work, *, must_exist: bool) -> Answer:
    """Clean, seal, keep, unless it was called off meanwhile."""
    with ExitStack() as stack:
        intake = _clean_and_seal(sent, turn, given_names(derived.lookup))
        _close_later(stack, intake)
        if work.is_called_off:
            raise NoConversation
        with _kept_or_erased(intake) as bundles, transaction.atomic(using="leaks"):
            conversation = _conversation_of(derived, must_exist=must_exist)
            _attach(bundles, conversation)
        if work.is_called_off:  # between the two
            erase_conversation(conversation)
            raise NoConversation
    return Answer(receipt=receipt, reports=intake.reports, message_removed=intake.message_removed)


def _conversation_of(derived: Derived, *, must_exist: bool) -> Conversation:
    """The one conversation of these words, locked; made unless it must exist. Raises NoConversation when it does not.

    Of two that come at the same moment, the lookup's unique constraint makes one.
    """
    rows = Conversation.objects.select_for_update()
    if must_exist:
        # Locked and read again: it may have been erased while the files were cleaned.
        found = rows.filter(lookup=derived.lookup).first()
        if found is None:
            raise NoConversation
    else:
        found, is_new = rows.get_or_create(lookup=derived.lookup, defaults={"source_key": derived.public_key})
        if is_new:
            return found
    found.state = Conversation.State.NEW
    found.last_added_on = timezone.localdate()
    found.last_download_on = None  # what came now is unread, and unread is never erased
    found.save()
    return found


@sensitive_variables()
def read_replies(*, opened: Opened) -> tuple[Conversation, list[tuple[Reply, str]]]:
    """The conversation as it is now and the replies in clear, for the eyes of this one answer."""
    conversation = Conversation.objects.filter(pk=opened.conversation.pk).first()
    if conversation is None:
        raise NoConversation
    texts = []
    for reply in conversation.replies.all():
        try:
            texts.append((reply, open_text(bytes(reply.ciphertext), identity=opened.derived.identity)))
        except CannotOpen:
            continue  # damaged; the others still open
    return conversation, texts


def erase_conversation(conversation: Conversation) -> None:
    """Erase rows and blobs, at once. What was downloaded or backed up is out of reach, and the page says so."""
    blobs = list(conversation.bundles.values_list("blob", flat=True))
    with transaction.atomic(using="leaks"):
        conversation.delete()
    storage.forget_erased_rows()
    for blob in blobs:
        storage.erase(blob)


# -- The pipe ----------------------------------------------------------------------------------------------------------
@sensitive_variables()
def _clean_and_seal(sent: Sent, turn: Turn, names: set[str] | None) -> _Intake:
    keys, files, as_pages = reading_keys(names), sent.files, sent.as_pages
    originals_keys = keys_of(Bundle.KeySet.ORIGINALS, names) if sent.keep_originals else None
    text, codes = _normalised(sent.message)
    with ExitStack() as stack:
        cleaned: list[Clean] = []
        refused: list[Refused] = []
        reports: list[FileReport] = []
        for raw in files:
            outcome = _clean_one(raw, turn, as_pages=as_pages)
            offers = not as_pages and _hides_something(raw.name, outcome) and can_draw_pages()
            if originals_keys is None:
                raw.body.close()  # nobody reads it again, and the next file needs the room
            if isinstance(outcome, Refused):
                refused.append(outcome)
                reports.append(FileReport(raw.name, (), outcome, originals_keys is not None, offers))
            else:
                stack.callback(outcome.body.close)
                cleaned.append(outcome)
                reports.append(
                    FileReport(raw.name, outcome.removed, None, originals_keys is not None, offers, outcome.stays)
                )
        if files and not cleaned and originals_keys is None:
            raise EverythingRefused(reports)
        sealed = seal_bundle(message=text, files=cleaned, refused=refused, findings=codes, keys=keys)
        originals = _seal_originals(files, originals_keys)
    families = tuple(sorted({clean.family for clean in cleaned}))
    return _Intake(sealed, originals, families, tuple(reports), tuple(Finding(code) for code in codes))


def _normalised(message: str) -> tuple[str, list[str]]:
    """The message as a text file would leave the cleaner, and the codes of what was taken out of it."""
    plain = normalise(message)
    counts = {"invisible_characters": plain.invisible, "trailing_blanks": plain.trailing}
    return plain.text.rstrip("\n"), [code for code, count in counts.items() if count]


def _hides_something(name: str, outcome: Clean | Refused) -> bool:
    """Whether an office document hid something, or would not let go of it."""
    if isinstance(outcome, Clean):
        return outcome.hid_something
    extension = name.rpartition(".")[2].lower()
    return outcome.code in ("residue", "failed") and extension in FAMILIES["office"].outputs


def _clean_one(raw: Raw, turn: Turn, *, as_pages: bool) -> Clean | Refused:
    def work(pace: Pace) -> Clean:
        raw.body.seek(0)
        return clean(raw, pace=pace, as_pages=as_pages)

    try:
        return gate().cleaners.run(turn, work)
    except Refused as refusal:
        return refusal


def _seal_originals(files: Sequence[Raw], keys: Recipients | None) -> Sealed | None:
    return seal_originals(files=files, keys=keys) if keys and files else None


@contextmanager
def _kept_or_erased(intake: _Intake) -> Iterator[list[Bundle]]:
    """The blobs in the store, as rows not saved yet; erased again when the rows cannot be written."""
    bundles: list[Bundle] = []
    try:
        bundles.append(
            Bundle(blob=storage.keep(intake.sealed), size=intake.sealed.size, families=list(intake.families))
        )
        if intake.originals is not None:
            blob = storage.keep(intake.originals)
            bundles.append(Bundle(key_set=Bundle.KeySet.ORIGINALS, blob=blob, size=intake.originals.size))
        yield bundles
    except BaseException:
        for bundle in bundles:
            storage.erase(bundle.blob)
        raise


def _attach(bundles: list[Bundle], conversation: Conversation) -> None:
    for bundle in bundles:
        bundle.conversation = conversation
        bundle.save(force_insert=True)


def _close_later(stack: ExitStack, intake: _Intake) -> None:
    stack.callback(intake.sealed.close)
    if intake.originals is not None:
        stack.callback(intake.originals.close)
