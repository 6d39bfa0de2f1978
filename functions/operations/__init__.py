"""Functions of the context `operations`, one module each."""

from lyceum.kernel import start as start
