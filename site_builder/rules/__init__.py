"""What the workflow requires, rule by rule; each rule's words and examples are its page in `pages/`."""
