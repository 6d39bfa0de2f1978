"""Question banks, and questions that go out of them."""
