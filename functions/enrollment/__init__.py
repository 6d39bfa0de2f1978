"""Functions of the context `enrollment`, one module each."""

from lyceum.kernel import start as start
