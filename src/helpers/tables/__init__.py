"""The canonical tables: closed vocabularies, schemas, provenance, counts and safe tables."""
