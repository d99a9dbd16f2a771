"""Staged mishaps, for tests only."""
