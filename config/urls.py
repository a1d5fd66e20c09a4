"""Every address of the site. Rooms bring their own urls.py; this file only says where they hang."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail_footnotes import urls as footnotes_urls

from accounts.access import second_factor_required
from accounts.views import waiting_page
from campaign.sitemaps import CollectiveSitemap, PageSitemap
from campaign.views.documents import send_document
from config.health import healthz
from config.style import style_page
from events.sitemaps import EventSitemap
from leaks.urls.desk import desk_urls
from safety.serving import media
from surveillance.sitemaps import ProjectSitemap

SITEMAPS = {
    "pages": PageSitemap,
    "collectives": CollectiveSitemap,
    "events": EventSitemap,
    "projects": ProjectSitemap,
}

urlpatterns = [
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("healthz", healthz, name="healthz"),
    path("media/<path:path>", media, name="media"),
    # Only allauth signs people in: the other two doors would not ask for the second factor.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("admin/", admin.site.urls),
    # Wagtail's own view would read the whole file into memory under ASGI; the rest of its addresses stay.
    path("documents/<int:document_id>/<path:document_filename>", send_document),
    path("documents/", include(wagtaildocs_urls)),
    path("footnotes/", include(footnotes_urls)),  # the editor's own; its script calls this very address
    *i18n_patterns(
        path("style/", style_page, name="style"),
        path("accounts/", include("accounts.urls")),
        path("a-traiter/", waiting_page, name="waiting"),
        path("leak/", include("leaks.urls.source")),
        path("forum/", include("forum.urls")),
        path("", include("search.urls")),
        path("desk/", include(desk_urls(guard=second_factor_required))),
        path("", include("forum.former_urls")),
        path("", include("campaign.urls")),
        path("", include("events.urls")),
        path("", include("surveillance.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
