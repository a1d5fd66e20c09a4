"""What is written down, and where nothing is."""

# Nobody is mailed a traceback: it would carry what people typed. The source door (QUIET_PATHS) says nothing at all.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "safety.quiet.QuietFilter"}, "away": {"()": "engine.outage_log.AwayFilter"}},
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["quiet", "away"], "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "contrechamp": {"level": "INFO"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # the worker looks at its queue every second and would say so
    },
}
