"""Functions of the context `community`, one module each."""

from lyceum.kernel import start as start
