"""One app, one file a noun; pages may point at each other."""

from campaign.models.base import BasePage
from campaign.models.collectives import Collective, CollectiveIndexPage, CollectivePage
from campaign.models.media import CampaignDocument, CampaignImage, CampaignRendition
from campaign.models.members import Membership

__all__ = [
    "BasePage",
    "CampaignDocument",
    "CampaignImage",
    "CampaignRendition",
    "Collective",
    "CollectiveIndexPage",
    "CollectivePage",
    "Membership",
]
