"""What catalog keeps: items of courses, jobs and claims in the table; documents in the buckets."""
