"""Functions of the context `insight`, one module each."""

from lyceum.kernel import start as start
