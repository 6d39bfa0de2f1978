"""Development only: the local stack, its deployment, people to sign in with, packaging. Nothing here is deployed."""
