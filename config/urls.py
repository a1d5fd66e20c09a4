"""Every address of the site. Rooms bring their own urls.py; this file only says where they hang."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail_footnotes import urls as footnotes_urls

from accounts.access import second_factor_required
from accounts.views import waiting_page
from campaign.sitemaps import CollectiveSitemap, PageSitemap
from campaign.views.documents import send_document
from campaign.views.media import send_media
from config import mounts, standing
from config.health import healthz, metrics, probe_all
from config.style import style_page
from events.sitemaps import EventSitemap
from leaks.urls.desk import desk_urls
from surveillance.sitemaps import ProjectSitemap

SITEMAPS = {
    "pages": PageSitemap,
    "collectives": CollectiveSitemap,
    "events": EventSitemap,
    "projects": ProjectSitemap,
}

handler500 = "config.errors.failure"

urlpatterns = [
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("healthz", healthz, name="healthz"),
    path("healthz/<str:key>", probe_all),
    path("healthz/<str:key>/metrics", metrics),
    path("media/<path:path>", send_media, name="media"),
    path("cms/", include(mounts.backend(wagtailadmin_urls.urlpatterns))),
    path("admin/", admin.site.urls),
    # Wagtail's own view would read the whole file into memory under ASGI, and its form asks for shared passwords.
    path("documents/<int:document_id>/<path:document_filename>", send_document, name="wagtaildocs_serve"),
    path("footnotes/", include(footnotes_urls)),  # the editor's own; its script calls this very address
    *i18n_patterns(
        path("style/", style_page, name="style"),
        path("a-propos/", standing.about, name="about"),
        path("mentions-legales/", standing.legal_notice, name="legal_notice"),
        path("confidentialite/", standing.privacy, name="privacy"),
        path("accessibilite/", standing.accessibility, name="accessibility"),
        path("accounts/", include("accounts.urls")),
        path("a-traiter/", waiting_page, name="waiting"),
        path("leak/", include("leaks.urls.source")),
        path("forum/", include("forum.urls")),
        path("", include("search.urls")),
        path("desk/", include(desk_urls(guard=second_factor_required))),
        path("", include("forum.nodebb.urls")),
        path("", include("campaign.urls")),
        path("", include("events.urls")),
        path("", include("surveillance.urls")),
        path("", include(mounts.frontend(wagtail_urls.urlpatterns))),
        prefix_default_language=False,
    ),
]
