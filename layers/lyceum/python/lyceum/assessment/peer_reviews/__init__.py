"""Peer reviews: what is told of them, and what may go wrong."""
