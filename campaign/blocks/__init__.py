"""What a page's body is made of. Each block's template lies in templates/blocks/ under the block's name."""

from campaign.blocks.body import ArticleBody, PageBody, ToolBody

__all__ = ["ArticleBody", "PageBody", "ToolBody"]
