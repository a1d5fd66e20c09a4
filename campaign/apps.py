from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def lay_tree_after_migrate(sender, using, **kwargs):
    """A site that has just been migrated answers at / in both languages, without any further command."""
    if using != "default":
        return
    tables = connections[using].introspection.table_names()
    if not {"campaign_homepage", "campaign_sitesettings", "wagtailcore_site", "accounts_grouppolicy"} <= set(tables):
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
        from campaign import receivers  # noqa: F401  (registers itself; models load after this module)
