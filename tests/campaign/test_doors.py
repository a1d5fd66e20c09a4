"""Every door of a collective, tried by those it is not for: a guest, an outsider, a member, another's organiser."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupPagePermission

from campaign import services
from campaign.models import CampaignDocument, CampaignImage, MembershipRequest, RoleChange
from campaign.urls import urlpatterns
from forum.spaces.services import make_spaces
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

# Doors of /collectifs/<slug>/ that are open to strangers, and those of people who have an account.
PUBLIC = {"collective", "statement", "write_to"}
FOR_ACCOUNTS = {"join", "take_over"}
# What is posted there, so that nothing but the person stands in the way.
POSTED = {
    "edit_collective": {"name": "Pris", "status": "active", "introduction": "Pris"},
    "answer_collective": {"answer": "approve"},
    "write_statement": {"title": "Pris", "text": "Pris"},
    "edit_statement": {"title": "Pris", "text": "Pris"},
    "change_member": {"act": "remove"},
    "undo_change": {},
    "invite": {"role": "member", "uses": 1, "days": 7},
    "withdraw_invitation": {},
    "answer_request": {"answer": "accept"},
    "answer_takeover": {"answer": "support"},
}


@pytest.fixture
def open_house(collective, organiser, member, neighbour):
    """`collective` with one of everything."""
    services.approve_collective(collective=collective)
    collective.refresh_from_db()
    statement = services.publish_statement(collective=collective, by=organiser, title="À nous", text="Texte")
    request = services.ask_to_join(user=make_user("curieuse"), collective=collective)
    takeover = services.ask_to_take_over(user=member, collective=collective, lost_name="", words="x")
    own = collective.memberships.get(user=organiser)
    services.invite(collective=collective, by=organiser, role="member", uses=1, days=1)
    services.change_role(
        membership=collective.memberships.create(user=make_user("nouvelle")), role="organiser", by=organiser
    )
    return {
        "edit_statement": statement.pk,
        "statement": statement.pk,
        "change_member": own.pk,
        "withdraw_invitation": collective.invitations.get().pk,
        "undo_change": RoleChange.objects.get().pk,
        "answer_request": request.pk,
        "answer_takeover": takeover.pk,
    }


def doors():
    """Names of all addresses of one collective."""
    return sorted(
        one.name for one in urlpatterns if "<slug:slug>" in str(one.pattern) and "collectifs/" in str(one.pattern)
    )


def path_of(name, collective, keys):
    arguments = [collective.slug] + ([keys[name]] if name in keys else [])
    return reverse(f"campaign:{name}", args=arguments)


def state_of(collective):
    collective.refresh_from_db()
    return (
        collective.name,
        collective.introduction,
        collective.alive_on,
        sorted(collective.memberships.values_list("user", "role")),
        sorted(collective.statements.values_list("title", "text")),
        sorted(collective.invitations.values_list("role", "uses_left")),
        sorted(collective.requests.values_list("user")),
        sorted(collective.takeovers.values_list("user", "first_voice")),
        collective.acts.count(),
    )


def test_doors_are_all_known():
    assert PUBLIC | FOR_ACCOUNTS | set(POSTED) < set(doors())
    assert len(doors()) >= 16
    assert get_resolver()


@pytest.mark.parametrize("name", [name for name in doors() if name not in PUBLIC | FOR_ACCOUNTS])
def test_door_stays_shut_to_everybody_else_and_nothing_changes(
    client, client_of, collective, open_house, outsider, neighbour, name
):
    path = path_of(name, collective, open_house)
    before = state_of(collective)
    for visitor in (client, client_of(outsider), client_of(neighbour)):
        for response in (visitor.get(path), visitor.post(path, POSTED.get(name, {}))):
            assert response.status_code in {302, 404, 405}, (visitor, response.status_code)
            if response.status_code == 302:
                assert "/accounts/" in response["Location"]
    assert state_of(collective) == before


@pytest.mark.parametrize("name", ["edit_collective", "members", "write_statement", "edit_statement", "collective_log"])
def test_door_stays_shut_to_a_plain_member(client_of, collective, open_house, member, name):
    assert client_of(member).get(path_of(name, collective, open_house)).status_code == 404


@pytest.mark.parametrize("name", ["edit_collective", "members", "write_statement", "edit_statement", "collective_log"])
def test_door_opens_to_the_organiser(client_of, collective, open_house, organiser, name):
    assert client_of(organiser).get(path_of(name, collective, open_house)).status_code == 200


def test_organisers_own_slug_does_not_open_another_collectives_rows(client_of, collective, open_house, neighbour):
    own = neighbour.memberships.get().collective
    client, before = client_of(neighbour), state_of(collective)
    for name in ("change_member", "answer_request", "answer_takeover", "edit_statement", "withdraw_invitation"):
        response = client.post(path_of(name, own, open_house), POSTED[name])
        assert response.status_code == 404, name
    assert state_of(collective) == before
    assert MembershipRequest.objects.count() == 1


def make_image(collection):
    return CampaignImage.objects.create(title="À eux", file=get_test_image_file(), collection=collection)


def make_document(collection):
    document = CampaignDocument(title="À eux", collection=collection)
    document.file.save("x.pdf", ContentFile(b"%PDF-1.4"), save=True)
    return document


def test_cms_doors_are_shut_to_another_collectives_organiser(client_of, collective, open_house, neighbour):
    client = client_of(neighbour)
    page = collective.pages.first()
    image, document = make_image(collective.media_collection), make_document(collective.media_collection)
    paths = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:delete", args=[page.pk]),
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        reverse("wagtailadmin_pages:move", args=[page.pk]),
        reverse("wagtailadmin_pages:add", args=["events", "eventpage", page.pk]),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("collectives:index"),
        reverse("collectives:edit", args=[collective.pk]),
        reverse("waiting_collectives"),
    ]
    for path in paths:
        for response in (client.get(path), client.post(path, {"title": "Pris", "collection": image.collection_id})):
            assert response.status_code in {302, 403, 404}, path
            if response.status_code == 302:  # Wagtail sends those without rights back to its first page
                assert response["Location"].startswith(("/cms/", "/accounts/")), path
    page.refresh_from_db(), image.refresh_from_db(), document.refresh_from_db()
    assert page.live and page.title == collective.name
    assert (image.title, document.title) == ("À eux", "À eux")
    own = neighbour.memberships.get().collective.pages.first()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    face = client.get(reverse("wagtailadmin_pages:add", args=["events", "eventpage", own.pk]))
    assert face.status_code in {302, 403}, "a page of an event is made with the event, never for another host's"
    listed = client.get(reverse("wagtailimages:index")).text
    assert f"/cms/images/{image.pk}/" not in listed


def test_cms_rights_of_an_organiser_end_with_the_role(client_of, collective, open_house, organiser, member):
    services.hand_over(collective=collective, by=organiser, to=collective.memberships.get(user=member))
    page = collective.pages.first()
    path = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client_of(organiser).get(path).status_code in {302, 403}
    assert client_of(member).get(path).status_code == 200
    assert GroupPagePermission.objects.filter(group=collective.organisers_group).exists()


def test_private_forum_is_not_there_for_another_collectives_organiser(
    client, client_of, collective, open_house, neighbour, outsider, member
):
    space = make_spaces(collective=collective)
    path = reverse("forum:forum", kwargs={"slug": space.private_forum.slug, "pk": space.private_forum.pk})
    for visitor in (client_of(neighbour), client_of(outsider)):
        assert visitor.get(path).status_code == 404
    assert client.get(path).status_code in {302, 404}
    assert client_of(member).get(path).status_code == 200
