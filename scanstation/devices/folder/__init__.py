"""A watched folder as a device."""
