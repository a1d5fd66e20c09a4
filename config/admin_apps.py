"""Django's administration with our door. Apart from apps.py, where Django expects exactly one configuration."""

from django.contrib.admin.apps import AdminConfig


class DjangoAdminConfig(AdminConfig):
    """django.contrib.admin, hung behind the second factor."""

    default_site = "config.mounts.DjangoAdmin"
