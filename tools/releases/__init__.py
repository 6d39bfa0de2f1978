"""What each release promised to clients, and whether the next one keeps it."""
