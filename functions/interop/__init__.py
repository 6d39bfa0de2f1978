"""Functions of the context `interop`, one module each."""

from lyceum.kernel import start as start
