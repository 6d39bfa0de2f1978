"""What assessment keeps: assessments with question sets and keys; attempts, long answers, task tokens and grades."""
