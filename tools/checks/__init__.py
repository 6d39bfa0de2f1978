"""What `make check` runs, and the readers of templates and handlers that the contract tests share with it."""
