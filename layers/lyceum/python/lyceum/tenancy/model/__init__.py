"""What is true of schools."""
