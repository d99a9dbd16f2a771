"""Index fields: suggestions from every source, look-ups, and the list of problems."""
