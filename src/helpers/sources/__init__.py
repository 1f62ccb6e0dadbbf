"""From the outside world to canonical tables: one module a publisher."""
