"""Runs to pages: offline HTML, an index, and a site that is replaced whole or not at all."""

from __future__ import annotations
