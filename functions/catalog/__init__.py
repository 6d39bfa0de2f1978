"""Functions of the context `catalog`, one module each."""

from lyceum.kernel import start as start
