"""Page → File: one template, one context, nothing else."""

from __future__ import annotations

from jinja2 import Template

from site_builder.render.page import File, Page
from site_builder.render.problem import MISTAKES, of_template
from site_builder.render.theme import Theme, context_of


def compiled(template: str, theme: Theme) -> Template:
    """The template of a page type, read and checked. Raises ThemeProblem where a town's own theme has a slip in it."""
    name = f"pages/{template}"
    try:
        return theme.environment.get_template(name)
    except MISTAKES as error:
        if theme.own is None:
            raise
        raise of_template(error, theme.name, theme.own, name, ()) from error


def ready(theme: Theme) -> None:
    """Read what the templates of pages are laid out with and put together from, once for all processes."""
    for name in theme.environment.list_templates():
        if name.startswith(("layouts/", "parts/")):
            try:
                theme.environment.get_template(name)
            except MISTAKES:
                continue  # told where a page asks for it


def render(page: Page, theme: Theme) -> File:
    """Set one page. The template knows the page's own fields, `site` and `words`, and no other page.

    Raises ThemeProblem where a town's own theme makes the page fail; a fault of the shipped one is a fault of ours;
    limits.Unshown where a text on it cannot be set.
    """
    name, given = f"pages/{page.template}", context_of(page.context)
    try:
        text = theme.environment.get_template(name).render(**given, site=theme.site.at(page.path), words=theme.entries)
    except MISTAKES as error:
        if theme.own is None:
            raise
        raise of_template(error, theme.name, theme.own, name, (*given, "site", "words")) from error
    return File(page.path, text.encode("utf-8"))
