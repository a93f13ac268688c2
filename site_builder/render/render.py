"""Page → File: one template, one context, nothing else."""

from __future__ import annotations

from site_builder.render.page import File, Page
from site_builder.render.theme import Theme, context_of


def render(page: Page, theme: Theme) -> File:
    """Set one page. The template knows the page's own fields, `site` and `words`, and no other page."""
    template = theme.environment.get_template(f"pages/{page.template}")
    text = template.render(**context_of(page.context), site=theme.site.at(page.path), words=theme.words)
    return File(page.path, text.encode("utf-8"))
