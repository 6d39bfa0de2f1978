"""Functions of the context `tenancy`, one module each."""

from lyceum.kernel import start as start
