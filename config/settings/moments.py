"""Which moments of people are kept to the day, and from when on (accounts/moments.py).

What stands in neither list is named, with its reason, in tests/accounts/test_moments.py.
"""

# Never written otherwise: no page needs the hour.
DAYS = {
    "accounts.User": ["last_login", "date_joined"],
    "board.Notice": ["read_at"],
    "campaign.MembershipRequest": ["asked_at"],
    "campaign.TakeOver": ["asked_at"],
    "events.HostInvitation": ["created_at", "declined_at"],
    "events.TrustedCollective": ["given_at"],
    "mfa.Authenticator": ["created_at", "last_used_at"],
    "usersessions.UserSession": ["created_at", "last_seen_at"],
    "wagtailadmin.FormState": ["last_updated_at"],
}
# The day after: a session ends when it must, or some hours later.
DAYS_AFTER = {"sessions.Session": ["expire_date"]}
# Needed on the day itself, to put things in order or to undo them; the next night leaves the day.
DAYS_BY_NIGHT = {
    "admin.LogEntry": ["action_time"],
    "board.Attachment": ["added_at"],
    "board.Draft": ["saved_at"],
    "board.EarlierVersion": ["replaced_at"],
    "board.Flag": ["flagged_at", "settled_at"],
    "board.ModerationAct": ["at"],
    "campaign.CampaignDocument": ["created_at"],
    "campaign.CampaignImage": ["created_at"],
    "campaign.Collective": ["created_at", "declined_at"],
    "campaign.RoleChange": ["made_at"],
    "events.AttendeeMessage": ["sent_at"],
    "events.MinutesVersion": ["saved_at"],
    "events.Proposal": ["created_at", "decided_at"],
    "surveillance.Change": ["at"],
    "surveillance.Figure": ["created_at"],
    "surveillance.Line": ["created_at"],
    "surveillance.Project": ["created_at"],
    "surveillance.Report": ["created_at", "decided_at"],
    "wagtailadmin.EditingSession": ["last_seen_at"],
    "wagtailcore.ModelLogEntry": ["timestamp"],
    "wagtailcore.PageLogEntry": ["timestamp"],
}
