"""Names under which nobody writes unless an administrator gives them (accounts/reserved.py)."""

from config.settings.environment import read

# In any spelling, alone or as a word of a longer name; the campaign's own name is added by itself.
RESERVED_NAMES = read(
    "list",
    "RESERVED_NAMES",
    [
        "Admin",
        "Administration",
        "Administrateur",
        "Administratrice",
        "Administrator",
        "Contrechamp",
        "Équipe",
        "La Quadrature du Net",
        "LQDN",
        "Member",
        "Membre",
        "Moderation",
        "Moderator",
        "Modérateur",
        "Modératrice",
        "Modo",
        "Official",
        "Officiel",
        "Permanence",
        "Quadrature du Net",
        "Recipient",
        "Référent",
        "Référente",
        "Root",
        "Staff",
        "Superadmin",
        "Support",
        "Sysadmin",
        "System",
        "Système",
        "Team",
        "Webmaster",
    ],
)
