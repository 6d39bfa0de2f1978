"""OLX, the course format of Open edX: https://docs.openedx.org/en/latest/educators/olx/."""
