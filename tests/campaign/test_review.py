"""A second editor reads articles where the installation asks for it: every way to publish alone is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.names import EDITORS
from campaign.models import ArticleIndexPage, ArticlePage, StandardPage
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


@pytest.fixture
def reviewed(settings):
    settings.WAGTAIL_WORKFLOW_ENABLED = True


@pytest.fixture
def first(db):
    return make_user("redac-une", groups=(EDITORS,), second_factor=True)


@pytest.fixture
def second(db):
    return make_user("redac-deux", groups=(EDITORS,), second_factor=True)


@pytest.fixture
def index(db):
    return ArticleIndexPage.objects.get(locale__language_code="fr")


def words(title, **more):
    data = {"title": title, "slug": "nouvelles", "date": "2026-11-29", "body": streamfield([])}
    data |= {"footnotes": inline_formset([]), "comments": inline_formset([]), "picture": "", "social_image": ""}
    return nested_form_data(data) | {"standfirst": "", "collectives": []} | more


def edit(client, page, title, **more):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), words(title, **more))


@pytest.fixture
def draft(index, first, client_of):
    """An article by `first`, begun by the form with the button that publishes."""
    address = reverse("wagtailadmin_pages:add", args=["campaign", "articlepage", index.pk])
    answer = client_of(first).post(address, words("Premiers mots", **{"action-publish": "1"}))
    assert answer.status_code == 302
    return ArticlePage.objects.get(slug="nouvelles")


def test_off_by_default_an_editor_publishes_alone(draft):
    assert draft.live and draft.get_workflow() is None


def test_article_is_published_by_a_second_editor(reviewed, draft, first, second, client_of, client, mailoutbox):
    assert not draft.live
    edit(client_of(first), draft, "Premiers mots", **{"action-submit": "1"})
    assert "Premiers mots" in client_of(second).get("/cms/").text
    edit(client_of(second), draft, "Premiers mots", **APPROVE)
    draft.refresh_from_db()
    assert draft.live and client.get("/articles/nouvelles/").status_code == 200
    assert mailoutbox == []  # Wagtail's would name accounts, and what is not public yet

    # A change waits likewise; meanwhile the page says what was read.
    edit(client_of(first), draft, "Autres mots", **{"action-publish": "1"})
    assert "Premiers mots" in client.get("/articles/nouvelles/").text


@pytest.mark.parametrize("chief", [False, True], ids=["editor", "administrator"])
def test_whoever_wrote_last_publishes_by_no_door(reviewed, draft, first, client_of, chief):
    if chief:
        first.is_superuser = True
        first.save()
    client = client_of(first)
    edit(client, draft, "Premiers mots", **{"action-publish": "1"})
    client.post(f"/cms/bulk/campaign/articlepage/publish/?id={draft.pk}&next=/cms/", {"include_descendants": "on"})
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/cms/", {"include_descendants": "on"})
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[draft.pk]), {"restriction_type": "none"})
    edit(client, draft, "Premiers mots", **{"action-submit": "1"})
    state = WorkflowState.objects.get(status="in_progress")
    edit(client, draft, "Premiers mots", **APPROVE)
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state.pk]), {}
    )
    with pytest.raises(PermissionDenied):
        state.current_task_state.specific.task.specific.on_action(state.current_task_state, first, "approve")
    with pytest.raises(PublishPagePermissionError):
        draft.get_latest_revision().publish(user=first)
    draft.refresh_from_db()
    assert not draft.live
    assert draft.workflow_in_progress


def test_who_changes_what_they_read_leaves_it_to_another(reviewed, draft, first, second, client_of):
    edit(client_of(first), draft, "Premiers mots", **{"action-submit": "1"})
    edit(client_of(first), draft, "Glissé après coup")  # what waits is what was read: the writer is locked out
    assert draft.get_latest_revision_as_object().title == "Premiers mots"
    edit(client_of(second), draft, "Mots corrigés")
    edit(client_of(second), draft, "Mots corrigés", **APPROVE)
    draft.refresh_from_db()
    assert not draft.live
    edit(client_of(first), draft, "Mots corrigés", **APPROVE)
    draft.refresh_from_db()
    assert draft.live and draft.title == "Mots corrigés"


def test_reader_without_the_power_approves_nothing(reviewed, draft, first, member, outsider, organiser, client_of):
    edit(client_of(first), draft, "Premiers mots", **{"action-submit": "1"})
    for person in (member, outsider, organiser):
        edit(
            client_of(person),
            draft,
            "Premiers mots",
            **APPROVE,
        )
        assert draft.get_workflow().workflow_tasks.get().task.specific.get_actions(draft, person) == []
    draft.refresh_from_db()
    assert not draft.live


def test_other_pages_need_one_editor(reviewed, first):
    page = StandardPage.objects.filter(slug="a-propos").first()
    assert page.permissions_for_user(first).can_publish()
    assert page.get_workflow() is None
