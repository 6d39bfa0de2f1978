"""Functions of the context `assessment`, one module each."""

from lyceum.kernel import start as start
