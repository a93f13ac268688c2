"""Source → Record: text with front matter or YAML, and the exact place of every key and value."""
