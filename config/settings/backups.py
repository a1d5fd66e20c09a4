"""To whom copies of the site are sealed, and for how many days they are kept (config/backup/)."""

from config.settings.environment import age_keys, one_to, read

BACKUP_RECIPIENTS = read("list", "BACKUP_RECIPIENTS", [], check=age_keys)
BACKUP_LEAKS_RECIPIENTS = read("list", "BACKUP_LEAKS_RECIPIENTS", BACKUP_RECIPIENTS, check=age_keys)
# Erasing does not reach copies. No setting keeps them longer than the shortest month that the privacy page promises,
# nor those of the drop longer than a conversation lives at least after an addition (tests/config/test_backup.py).
BACKUP_DAYS = read("int", "BACKUP_DAYS", 14, check=one_to(30))
BACKUP_LEAKS_DAYS = read("int", "BACKUP_LEAKS_DAYS", 7, check=one_to(14))
