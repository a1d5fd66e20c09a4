"""The first page, plain pages, and what is the same on every page: the campaign's settings."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.search import index

from campaign.blocks import PageBody
from campaign.blocks.text import BEGIN_SO, leads_here_or_to_the_web
from campaign.models.articles import ArticlePage
from campaign.models.base import BasePage
from campaign.models.collectives import Collective

COLLECTIVES_LISTED = 6  # beside the map; the directory has them all
ARTICLES_SHOWN = 4  # one large, the others in rows


class HomePage(BasePage):
    """What the campaign is and what one can do; dates, map and articles are put there by the template."""

    promise = models.CharField(
        _("promise"),
        max_length=160,
        blank=True,
        help_text=_("One sentence in large letters at the top: what the campaign does, for whom."),
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences for someone who has never heard of it.")
    )
    body = StreamField(
        PageBody(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("Shown below the dates, the map of collectives and the latest articles."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("promise"),
        FieldPanel("introduction"),
        HelpPanel(content=_("The next dates, the map of collectives and the latest articles come by themselves.")),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("promise"),
        index.SearchField("introduction"),
        index.AutocompleteField("introduction"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        """What the template composes, beside the tags of the upper rooms."""
        collectives = Collective.objects.approved().first_those_one_can_join().select_related("commune")
        articles = ArticlePage.objects.live().public().filter(locale_id=self.locale_id).latest_first()
        return super().get_context(request, *args, **kwargs) | {
            "articles": list(articles.for_cards()[:ARTICLES_SHOWN]),
            "collectives": collectives[:COLLECTIVES_LISTED],
        }


class StandardPage(BasePage):
    """A page of text: about, legal notice, a collective's own pages."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))
    body = StreamField(PageBody(), blank=True, verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.AutocompleteField("introduction"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
    ]
    parent_page_types = ["campaign.HomePage", "campaign.StandardPage", "campaign.CollectivePage"]
    subpage_types = ["campaign.StandardPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class FooterLinkBlock(blocks.StructBlock):
    """A link at the foot of every page."""

    label = blocks.CharBlock(label=_("Words"), max_length=60)
    url = blocks.CharBlock(label=_("Address"), max_length=300)

    def clean(self, value):
        cleaned = super().clean(value)
        if not leads_here_or_to_the_web(cleaned["url"]):
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(BEGIN_SO)})
        return cleaned


_TAGLINES = {f"tagline_{code}": code for code, _name in settings.LANGUAGES}


class _TaglineFields(WagtailAdminModelForm):
    """Keeps the fields of taglines in one column, whatever the languages. Words in one that is gone stay there."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, code in _TAGLINES.items():
            self.initial[name] = self.instance.taglines.get(code, "")

    def save(self, commit: bool = True):
        typed = {code: self.cleaned_data[name] for name, code in _TAGLINES.items()}
        kept = self.instance.taglines | typed
        self.instance.taglines = {code: words for code, words in kept.items() if words}
        return super().save(commit)


# Panels find the fields that the class declares: one a language of the site, in its order.
SiteSettingsForm = type(_TaglineFields)(
    "SiteSettingsForm",
    (_TaglineFields,),
    {
        f"tagline_{code}": forms.CharField(label=name, max_length=160, required=False)
        for code, name in settings.LANGUAGES
    },
)


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What every page says of the campaign."""

    campaign_name = models.CharField(
        _("name of the campaign"),
        max_length=60,
        blank=True,
        help_text=_("Stands on every page, in mails, calendars and authenticator apps."),
    )
    taglines = models.JSONField(default=dict, blank=True, editable=False)  # by code of language
    mail = models.EmailField(_("e-mail address"), blank=True, help_text=_("Shown at the foot of every page."))
    support_link = models.URLField(
        _("address for donations"), blank=True, help_text=_("Where the button « Support the campaign » leads.")
    )
    footer_links = StreamField(
        [("link", FooterLinkBlock(label=_("Link")))],
        blank=True,
        verbose_name=_("links at the foot"),
        help_text=_("Allied sites, the association that carries the campaign."),
    )
    is_demo = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Shows a banner on every page: what one reads here is an example."),
    )

    panels = [
        FieldPanel("campaign_name"),
        MultiFieldPanel([FieldPanel(name) for name in _TAGLINES], heading=_("Tagline")),
        MultiFieldPanel(
            [FieldPanel("mail"), FieldPanel("support_link"), FieldPanel("footer_links")], heading=_("Links")
        ),
        FieldPanel("is_demo"),
    ]

    base_form_class = SiteSettingsForm

    class Meta:
        verbose_name = _("campaign")

    def __str__(self) -> str:
        return self.campaign_name or str(self._meta.verbose_name)

    def save(self, *args, **kwargs) -> None:
        """Keep the name at the Wagtail site too, where rooms below this one can read it."""
        super().save(*args, **kwargs)
        if self.site.site_name != self.campaign_name:
            self.site.site_name = self.campaign_name
            self.site.save(update_fields=["site_name"])

    @property
    def tagline(self) -> str:
        """The tagline in the reader's language, else in the first that has one."""
        codes = [get_language(), *_TAGLINES.values()]
        return next((self.taglines[code] for code in codes if self.taglines.get(code)), "")
