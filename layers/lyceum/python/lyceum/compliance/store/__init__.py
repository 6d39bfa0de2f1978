"""What compliance keeps: entries and seals of the audit trail, exports, terms and who accepted them."""
