"""Detectors: reduced copies of a page in, one fact out. ``pipeline`` says what they share."""
