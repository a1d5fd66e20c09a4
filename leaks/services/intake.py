"""What a source does: submit, add, read replies, erase. HTTP → form → clean → seal → keep, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from leaks import storage
from leaks.bundles import seal_bundle, seal_originals
from leaks.exceptions import EverythingRefused, NoConversation
from leaks.flood import gate
from leaks.models import Bundle, Conversation, Instance, Reply
from leaks.queries import find_conversation, keys_of, reading_keys, refuse_when_closed
from leaks.receipts import derive, draw
from safety.cleaning import Clean, Finding, Raw, Refused, clean, normalise
from safety.sealing import CannotOpen, Recipients, Sealed, open_text


@dataclass(frozen=True)
class FileReport:
    """What the source is told of one of their files: what went, or why it was refused. Kept nowhere."""

    name: str
    removed: tuple[Finding, ...] = ()
    refusal: Refused | None = None
    original_kept: bool = False

    @property
    def taken_out(self) -> list[Finding]:
        """What is no longer in the file."""
        return [finding for finding in self.removed if not finding.is_remark]

    @property
    def remarks(self) -> list[Finding]:
        """What the source must know besides: a warning, a changed format."""
        return [finding for finding in self.removed if finding.is_remark]


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


@sensitive_variables()
def receive_submission(*, message: str, files: Sequence[Raw], keep_originals: bool, language: str) -> Answer:
    """Clean, seal, keep, and only then give the receipt. A file that cannot be cleaned is refused, alone."""
    refuse_when_closed()
    with gate().passage(size=_size(files)):
        intake = _clean_and_seal(message=message, files=files, keep_originals=keep_originals)
        with ExitStack() as stack:
            _close_later(stack, intake)
            receipt = draw(language)
            derived = derive(receipt, salt=Instance.salt_bytes())
            with _kept_or_erased(intake) as bundles, transaction.atomic(using="leaks"):
                conversation = Conversation.objects.create(lookup=derived.lookup, source_key=derived.public_key)
                _attach(bundles, conversation)
    return Answer(receipt=receipt, reports=intake.reports, message_removed=intake.message_removed)


@sensitive_variables()
def add_to_conversation(*, receipt: str, message: str, files: Sequence[Raw], keep_originals: bool) -> Answer:
    """Seal more into a conversation. With a receipt that opens nothing, nothing is kept."""
    conversation, _derived = find_conversation(receipt)
    refuse_when_closed()
    with gate().passage(size=_size(files)):
        intake = _clean_and_seal(message=message, files=files, keep_originals=keep_originals)
        with ExitStack() as stack:
            _close_later(stack, intake)
            with _kept_or_erased(intake) as bundles, transaction.atomic(using="leaks"):
                # Locked and read again: it may have been erased while the files were cleaned.
                found = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
                if found is None:
                    raise NoConversation
                conversation = found
                _attach(bundles, conversation)
                conversation.state = Conversation.State.NEW
                conversation.last_added_on = timezone.localdate()
                conversation.last_download_on = None  # what came now is unread, and unread is never erased
                conversation.save()
    return Answer(receipt=receipt, reports=intake.reports, message_removed=intake.message_removed)


@sensitive_variables()
def read_replies(*, receipt: str) -> tuple[Conversation, list[tuple[Reply, str]]]:
    """The conversation and the replies in clear, for the eyes of this one answer."""
    conversation, derived = find_conversation(receipt)
    opened = []
    for reply in conversation.replies.all():
        try:
            opened.append((reply, open_text(bytes(reply.ciphertext), identity=derived.identity)))
        except CannotOpen:
            continue  # damaged; the others still open
    return conversation, opened


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
def _clean_and_seal(*, message: str, files: Sequence[Raw], keep_originals: bool) -> _Intake:
    keys = reading_keys()
    originals_keys = keys_of(Bundle.KeySet.ORIGINALS) if keep_originals else None
    text, codes = _normalised(message)
    with ExitStack() as stack:
        cleaned: list[Clean] = []
        refused: list[Refused] = []
        reports: list[FileReport] = []
        for raw in files:
            outcome = _clean_one(raw)
            if originals_keys is None:
                raw.body.close()  # nobody reads it again, and the next file needs the room
            if isinstance(outcome, Refused):
                refused.append(outcome)
                reports.append(FileReport(raw.name, refusal=outcome, original_kept=originals_keys is not None))
            else:
                stack.callback(outcome.body.close)
                cleaned.append(outcome)
                reports.append(FileReport(raw.name, outcome.removed, original_kept=originals_keys is not None))
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


def _clean_one(raw: Raw) -> Clean | Refused:
    try:
        return clean(raw)
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


def _size(files: Iterable[Raw]) -> int:
    total = 0
    for raw in files:
        total += raw.body.seek(0, 2)
        raw.body.seek(0)
    return total
