"""What insight keeps, and what it reads of what others keep."""
