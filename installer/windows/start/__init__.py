"""What Python itself runs first in the installed program."""
