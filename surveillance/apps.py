import importlib

from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "surveillance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import waiting
        from surveillance.queries import count_reports  # models load after this module

        importlib.import_module("surveillance.receivers")  # registers itself
        waiting.register("surveillance.reports", count_reports)
