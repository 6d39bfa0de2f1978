"""Where the emulator differs from AWS in ways that matter here, mended in its own process."""


def apply() -> None:
    """Apply every mend. Called once, before the emulator serves."""
