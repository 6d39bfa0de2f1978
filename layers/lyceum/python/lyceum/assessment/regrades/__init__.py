"""Regrades: a key is corrected after attempts were graded by it."""
