"""Detectors: reduced copies of a page in, one fact out. No detector reads another's fact."""
