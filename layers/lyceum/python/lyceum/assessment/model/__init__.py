"""What is true of assessments, attempts and grades. Pure: the clock and ids come in as arguments."""
