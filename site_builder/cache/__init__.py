"""What was worked out before, kept on the disk: files by their stamps, values by what they were made from."""
