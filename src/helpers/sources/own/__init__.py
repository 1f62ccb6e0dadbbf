"""An organisation's own case file, described by a mapping.

A mapping is a short TOML file: which column is what, which value means what, what means unknown.
Nothing is guessed: what the mapping does not name is counted as unknown and told. Persons are
counted and let go; no row of the file is kept.
"""
