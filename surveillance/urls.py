from django.urls import path, re_path

from surveillance.views import feed, figures, organisers, public, reports

app_name = "surveillance"

urlpatterns = [
    # /projets/
    path("projets/", public.project_list, name="projects"),
    path("projets/carte/", public.project_map, name="map"),
    path("projets/frise/", public.timeline, name="timeline"),
    path("projets/feed/", feed.ProjectFeed(), name="feed"),
    path("projets/signaler/", reports.report, name="report"),
    path("projets/signaler/merci/", reports.reported, name="reported"),
    path("projets/suivi/<str:token>/", reports.follow, name="follow"),
    path("projets/a-relire/", reports.queue, name="reports"),
    path("projets/a-relire/plusieurs/", reports.decide_several, name="decide_several"),
    path("projets/a-relire/<int:pk>/", reports.decide, name="decide"),
    path("projets/ajouter/", organisers.add, name="add"),
    re_path(r"^projets/chiffres/(?P<insee>[0-9][0-9AB][0-9]{3})/$", figures.commune_figures, name="figures"),
    # /projets/<slug>/
    path("projets/<slug:slug>/", public.project_detail, name="project"),
    path("projets/<slug:slug>/historique/", public.project_history, name="history"),
    path("projets/<slug:slug>/modifier/", organisers.edit, name="edit"),
    path("projets/<slug:slug>/ligne/", organisers.add_line, name="add_line"),
    path("projets/<slug:slug>/ligne/<int:pk>/", organisers.edit_line, name="edit_line"),
    path("projets/<slug:slug>/document/", organisers.add_document, name="add_document"),
    path("projets/<slug:slug>/document/<int:pk>/retirer/", organisers.remove_document, name="remove_document"),
]
