"""Functions of the context `learning`, one module each."""

from lyceum.kernel import start as start
