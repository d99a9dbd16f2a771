"""A scanner of given images that jams, hangs and lies on demand."""
