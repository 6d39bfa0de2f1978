"""Mutation testing of the pure rules: each rule file is broken in every small way, and its unit tests must notice."""
