"""The ground that all tests stand on."""

from wagtail.models import Page, Site


def test_cast_has_its_roles(collective, member, organiser, moderator, outsider, recipient):
    roles = dict(collective.memberships.values_list("user__username", "role"))
    assert roles == {"membre": "member", "referente": "organiser"}
    assert list(moderator.groups.values_list("name", flat=True)) == ["campaign-moderators"]
    assert list(recipient.groups.values_list("name", flat=True)) == ["leak-recipients"]
    assert not outsider.groups.exists()


def test_client_of_is_signed_in(client_of, outsider):
    assert client_of(outsider).session["_auth_user_id"] == str(outsider.pk)


def test_first_page_is_there_before_a_committing_test(transactional_db):
    assert Page.objects.filter(depth=2).exists()
    Site.objects.all().delete()
    Page.objects.all().delete()


def test_first_page_is_there_after_a_committing_test(transactional_db):
    assert Page.objects.filter(depth=2).exists()
    assert Site.objects.exists()
