"""Everything that a site prints or carries, read as somebody would who looks for people in it."""
