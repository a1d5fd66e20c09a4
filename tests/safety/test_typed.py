"""What every form refuses, whichever room it belongs to."""

from datetime import date, datetime

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone

from safety.typed import EARLIEST, LATEST
from safety.words import one_line


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_line_feed_in_a_text_of_one_line_becomes_a_space(sign):
    assert forms.CharField().clean(f"one{sign}two{sign}") == "one two"
    assert forms.EmailField().clean(f"a@example.org{sign}") == "a@example.org"


def test_line_feeds_stay_where_there_are_lines():
    assert forms.CharField(widget=forms.Textarea).clean("one\r\ntwo\tthree") == "one\r\ntwo\tthree"


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea, forms.HiddenInput])
@pytest.mark.parametrize("sign", ["\0", "\x01", "\x08", "\x1b", "\x7f", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_sign_that_nothing_can_hold_is_refused_with_a_sentence(widget, sign):
    with pytest.raises(ValidationError) as refusal:
        forms.CharField(widget=widget).clean(f"one{sign}two")
    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize("text", ["0001-01-01", f"{EARLIEST - 1}-12-31", f"{LATEST + 1}-01-01", "9999-12-31"])
def test_year_out_of_reach_is_refused_with_a_sentence(text):
    for field, typed in (
        (forms.DateField(), text),
        (forms.DateTimeField(), f"{text} 23:59"),
        (forms.DateTimeField(), text),
    ):
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_day_within_reach_stays_itself():
    assert forms.DateField().clean("2026-02-28") == date(2026, 2, 28)
    assert timezone.localtime(forms.DateTimeField().clean("2026-02-28 19:00")).replace(tzinfo=None) == datetime(
        2026, 2, 28, 19
    )
    assert forms.DateField(required=False).clean("") is None


@pytest.mark.parametrize("night", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_moment_that_clocks_skip_or_repeat_is_refused_with_a_sentence(night):
    with pytest.raises(ValidationError):
        forms.DateTimeField().clean(night)


def test_title_of_elsewhere_is_one_line():
    assert one_line(" a\x00\x01\n b\u2028c\r\n") == "a b c"


@pytest.mark.parametrize("number", ["9223372036854775808", "-9999999999999999999999", "9" * 60])
def test_number_that_no_row_can_have_is_refused_beside_one_that_a_row_has(db, number):
    there = Group.objects.create(name="Loutres")
    field = forms.ModelMultipleChoiceField(Group.objects.all())
    assert list(field.clean([str(there.pk)])) == [there]
    for typed in ([number], [str(there.pk), number]):
        with pytest.raises(ValidationError):
            field.clean(typed)
    assert list(Group.objects.filter(pk__in=[int(number), there.pk])) == [there]
    assert list(Group.objects.exclude(pk__in=[int(number)]).filter(pk=there.pk)) == [there]


def test_no_field_lets_a_browser_cut_what_is_pasted():
    class LimitedForm(forms.Form):
        line = forms.CharField(max_length=20)
        text = forms.CharField(max_length=20, widget=forms.Textarea(attrs={"maxlength": 10}))
        address = forms.EmailField(max_length=20)
        word = forms.CharField(max_length=20, widget=forms.PasswordInput)

    form = LimitedForm({"line": "x" * 21, "text": "y" * 21})
    drawn = str(form)
    assert "maxlength" not in drawn and drawn.count("data-limit=") == 3
    assert not form.is_valid() and "x" * 21 in drawn and "y" * 21 in drawn
