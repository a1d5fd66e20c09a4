"""Names of groups and factors that other rooms and the database rely on."""

CAMPAIGN_MODERATORS = "campaign-moderators"
EDITORS = "campaign-editors"
LEAK_RECIPIENTS = "leak-recipients"

GROUPS_WITH_SECOND_FACTOR = (CAMPAIGN_MODERATORS, EDITORS, LEAK_RECIPIENTS)

# What becomes of what a person wrote when they erase their account.
WORDS_STAY_NAMED, WORDS_STAY_NAMELESS, WORDS_GO = "named", "nameless", "gone"

SECOND_FACTORS = ("totp", "webauthn")
