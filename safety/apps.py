from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from safety.headers import guard_headers
        from safety.typed import guard_forms, guard_numbers

        guard_forms()
        guard_numbers()
        guard_headers()
