"""Page → File: one template, one context, nothing else."""

from __future__ import annotations

from jinja2 import UndefinedError

from site_builder.render.page import File, Page
from site_builder.render.theme import Theme, context_of


def render(page: Page, theme: Theme) -> File:
    """Set one page. The template knows the page's own fields, `site` and `words`, and no other page."""
    template = theme.environment.get_template(f"pages/{page.template}")
    try:
        text = template.render(**context_of(page.context), site=theme.site.at(page.path), words=theme.entries)
    except AttributeError as error:
        raise UndefinedError(str(error)) from None
    return File(page.path, text.encode("utf-8"))
