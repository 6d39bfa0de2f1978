"""Lyceum: a learning platform without servers. One package per bounded context; `kernel` and `content` are shared."""
