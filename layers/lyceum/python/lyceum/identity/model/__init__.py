"""What is true of memberships, roles and invitations. Pure: no I/O, no clock."""
