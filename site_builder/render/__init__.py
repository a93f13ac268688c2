"""Page → File: templates, Markdown and the theme; has never heard of a case."""
