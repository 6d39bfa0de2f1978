"""What is true of audit entries, seals and terms."""
