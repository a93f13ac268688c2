"""What Sidan promises, kept."""
