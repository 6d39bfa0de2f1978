"""What may go wrong with peer reviews."""
