"""Who publishes this site and who hosts it: what French law has every page lead to (config/standing.py shows it)."""

from config.settings.environment import days_or_none, mail_address, read

LEGAL = {
    "publisher": read("str", "LEGAL_PUBLISHER", ""),
    "publisher_address": read("str", "LEGAL_PUBLISHER_ADDRESS", ""),
    "publisher_phone": read("str", "LEGAL_PUBLISHER_PHONE", ""),
    "publisher_number": read("str", "LEGAL_PUBLISHER_NUMBER", ""),
    "director": read("str", "LEGAL_DIRECTOR", ""),
    "contact": read("str", "LEGAL_CONTACT", "", check=mail_address),
    "host": read("str", "LEGAL_HOST", ""),
    "host_address": read("str", "LEGAL_HOST_ADDRESS", ""),
    "host_phone": read("str", "LEGAL_HOST_PHONE", ""),
    # Who publishes without earning by it may stay unnamed: the host then knows their name, and is named.
    "anonymous": read("bool", "LEGAL_ANONYMOUS", False),
    "backup_days": read("int", "LEGAL_BACKUP_DAYS", 0, check=days_or_none),
}
