"""Addresses of the campaign that are no Wagtail pages."""

from django.urls import path, re_path

from campaign.views import (
    approval,
    collectives,
    communes,
    contact,
    feed,
    invitations,
    members,
    start,
    statements,
    takeovers,
    watches,
)

app_name = "campaign"

urlpatterns = [
    # /articles/
    path("articles/feed/", feed.ArticleFeed(), name="articles_feed"),
    # /collectifs/
    path("collectifs/", collectives.collective_list, name="collectives"),
    path("collectifs/miens/", members.own, name="own_collectives"),
    path("collectifs/lancer/", start.start_collective, name="start_collective"),
    path("collectifs/lancer/relire/", start.review_collective, name="review_collective"),
    path("collectifs/lancer/envoyer/", start.send_collective, name="send_collective"),
    path("collectifs/inscrire/", collectives.list_entry, name="list_entry"),
    # /collectifs/invitation/
    path("collectifs/invitation/<str:token>/", invitations.invitation, name="invitation"),
    # /collectifs/alertes/
    path("collectifs/alertes/", watches.watch, name="watch"),
    path("collectifs/alertes/merci/", watches.watch_asked, name="watch_asked"),
    path("collectifs/alertes/oui/<str:token>/", watches.confirm_watch, name="confirm_watch"),
    path("collectifs/alertes/fin/<str:token>/", watches.leave_watch, name="leave_watch"),
    # /collectifs/<slug>/
    path("collectifs/<slug:slug>/", collectives.collective_detail, name="collective"),
    path("collectifs/<slug:slug>/modifier/", collectives.collective_edit, name="edit_collective"),
    path("collectifs/<slug:slug>/journal/", collectives.collective_log, name="collective_log"),
    path("collectifs/<slug:slug>/reponse/", approval.answer_collective, name="answer_collective"),
    path("collectifs/<slug:slug>/renvoyer/", approval.send_collective_again, name="send_again"),
    path("collectifs/<slug:slug>/encore-la/", approval.still_here, name="still_here"),
    path("collectifs/<slug:slug>/ecrire/", contact.write_to, name="write_to"),
    path("collectifs/<slug:slug>/communiques/ecrire/", statements.write_statement, name="write_statement"),
    path("collectifs/<slug:slug>/communiques/<int:pk>/", statements.statement_detail, name="statement"),
    path("collectifs/<slug:slug>/communiques/<int:pk>/modifier/", statements.edit_statement, name="edit_statement"),
    path("collectifs/<slug:slug>/rejoindre/", members.join, name="join"),
    path("collectifs/<slug:slug>/quitter/", members.leave, name="leave"),
    path("collectifs/<slug:slug>/membres/", members.members, name="members"),
    path("collectifs/<slug:slug>/membres/<int:pk>/", members.change_member, name="change_member"),
    path("collectifs/<slug:slug>/membres/<int:pk>/annuler/", members.undo_change, name="undo_change"),
    path("collectifs/<slug:slug>/inviter/", invitations.invite, name="invite"),
    path("collectifs/<slug:slug>/inviter/<int:pk>/retirer/", invitations.withdraw, name="withdraw_invitation"),
    path("collectifs/<slug:slug>/demandes/<int:pk>/", members.answer_request, name="answer_request"),
    path("collectifs/<slug:slug>/reprendre/", takeovers.take_over, name="take_over"),
    path("collectifs/<slug:slug>/reprendre/<int:pk>/", takeovers.answer_takeover, name="answer_takeover"),
    # /communes/
    path("communes/", communes.commune_list, name="communes"),
    re_path(
        r"^communes/(?P<insee>[0-9][0-9AB][0-9]{3})-(?P<slug>[-a-z0-9]+)/$", communes.commune_detail, name="commune"
    ),
]
