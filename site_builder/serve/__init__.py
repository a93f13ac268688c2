"""A preview for this computer alone: rebuilt when a file is saved, reloaded in the browser, findings in the page.

It serves what was built aside and writes nothing to the register or its site.
"""
