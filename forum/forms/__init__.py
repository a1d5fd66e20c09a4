"""Input to clean values."""

from forum.deciding.forms.decisions import DecisionForm, VoiceForm, WithdrawForm
from forum.deciding.forms.polls import PollForm, VoteForm, vote_form
from forum.forms.people import LetterForm, PublicProfileForm
from forum.forms.searching import SearchForm
from forum.moderation.forms import (
    FlagForm,
    MergeForm,
    MoveForm,
    ReasonForm,
    RemoveForm,
    SplitForm,
    SuspendForm,
    SuspendPersonForm,
)
from forum.notices.forms import ForumFollowingForm, MailChoicesForm
from forum.writing.forms.attachments import WithFiles
from forum.writing.forms.writing import DraftForm, EditForm, ReplyForm, TopicForm

__all__ = [
    "DecisionForm",
    "DraftForm",
    "EditForm",
    "FlagForm",
    "ForumFollowingForm",
    "LetterForm",
    "MailChoicesForm",
    "MergeForm",
    "MoveForm",
    "PollForm",
    "PublicProfileForm",
    "ReasonForm",
    "RemoveForm",
    "ReplyForm",
    "SearchForm",
    "SplitForm",
    "SuspendForm",
    "SuspendPersonForm",
    "TopicForm",
    "VoiceForm",
    "VoteForm",
    "WithFiles",
    "WithdrawForm",
    "vote_form",
]
