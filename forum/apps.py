from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    label = "board"  # machina owns the label "forum"
    default_auto_field = "django.db.models.BigAutoField"
