"""Functions of the context `commerce`, one module each."""

from lyceum.kernel import start as start
