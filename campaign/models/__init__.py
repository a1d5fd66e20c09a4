"""One app, one file a noun; pages may point at each other."""

from campaign.models.articles import ArticleIndexPage, ArticlePage
from campaign.models.base import BasePage
from campaign.models.collectives import Collective, CollectiveIndexPage, CollectivePage
from campaign.models.home import HomePage, SiteSettings, StandardPage
from campaign.models.media import CampaignDocument, CampaignImage, CampaignRendition
from campaign.models.members import Membership, MembershipRequest

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "BasePage",
    "CampaignDocument",
    "CampaignImage",
    "CampaignRendition",
    "Collective",
    "CollectiveIndexPage",
    "CollectivePage",
    "HomePage",
    "Membership",
    "MembershipRequest",
    "SiteSettings",
    "StandardPage",
]
