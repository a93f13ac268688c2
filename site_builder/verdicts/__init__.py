"""Records judged in small groups, by several processes, and kept: nothing is judged again that has not changed."""
