"""The installed program: what an administrator and a person at the scanner do with it."""
