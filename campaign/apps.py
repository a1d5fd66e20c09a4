from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

NEEDED_TABLES = {
    "accounts_grouppolicy",
    "campaign_homepage",
    "campaign_sitesettings",
    "campaign_toolboxpage",
    "wagtailcore_site",
}


def lay_tree_after_migrate(sender, using, **kwargs):
    """A site that has just been migrated answers at / in both languages, without any further command."""
    if using != "default":
        return
    tables = connections[using].introspection.table_names()
    if not NEEDED_TABLES <= set(tables):
        return
    from django.apps import apps
    from django.contrib.auth.management import create_permissions

    from campaign.services import lay_page_tree  # models load after this module

    # Groups are given rights below, and the rooms that come after this one have not made theirs yet.
    for label in ("campaign", "wagtailcore", "wagtailadmin", "simple_translation"):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    lay_page_tree()


class CampaignConfig(AppConfig):
    name = "campaign"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(lay_tree_after_migrate, sender=self)
        from django.contrib.auth.signals import user_logged_in

        from accounts import reserved, waiting
        from campaign import groups, receivers, reports  # noqa: F401  (receivers registers itself; models load after this module)
        from campaign.middleware import remember_roots
        from campaign.queries.beginnings import OWN_STEPS, formed_since
        from campaign.queries.directory import names_of_collectives
        from campaign.queries.freshness import last_words
        from campaign.queries.own import next_of_campaign
        from campaign.queries.waiting import count_waiting
        from campaign.stored import guard_rich_text
        from campaign.views.invitations import take_up_kept

        groups.register(groups.of_organisers)
        guard_rich_text()
        remember_roots()
        user_logged_in.connect(take_up_kept, dispatch_uid="campaign.take_up_kept")
        waiting.register("campaign", count_waiting)
        reserved.also_reserve(names_of_collectives)
        reports.register_news(formed_since)
        reports.register_next(next_of_campaign)
        reports.register_talk(last_words)
        for step in OWN_STEPS:
            reports.register_step(step)
