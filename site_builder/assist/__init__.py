"""Help while a record is written: where the cursor stands, what may be written there, what a word means.

Knows registers and texts, and no editor.
"""
