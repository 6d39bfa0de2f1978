"""Functions of the context `identity`, one module each."""

from lyceum.kernel import start as start
