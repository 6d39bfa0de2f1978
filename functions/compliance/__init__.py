"""Functions of the context `compliance`, one module each."""

from lyceum.kernel import start as start
