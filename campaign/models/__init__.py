"""One app, one file a noun; pages may point at each other."""

from campaign.models.acts import Act
from campaign.models.articles import ArticleIndexPage, ArticlePage
from campaign.models.base import BasePage
from campaign.models.collectives import Collective, CollectiveIndexPage, CollectivePage
from campaign.models.home import HomePage, SiteSettings, StandardPage
from campaign.models.invitations import Invitation
from campaign.models.media import CampaignDocument, CampaignImage, CampaignRendition
from campaign.models.members import Membership, MembershipRequest, RoleChange, TakeOver
from campaign.models.review import SecondEditorTask
from campaign.models.statements import Statement
from campaign.models.toolbox import ToolboxPage, ToolPage
from campaign.models.watches import Watch, WatchTold

__all__ = [
    "Act",
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
    "Invitation",
    "Membership",
    "MembershipRequest",
    "RoleChange",
    "SecondEditorTask",
    "SiteSettings",
    "StandardPage",
    "Statement",
    "TakeOver",
    "ToolPage",
    "ToolboxPage",
    "Watch",
    "WatchTold",
]
