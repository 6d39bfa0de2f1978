"""What importers of question files share: XML without dangers, questions, files, and scoring rules tried out."""
