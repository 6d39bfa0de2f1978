"""Questions in the formats of other systems, with a report of what these cannot say."""
