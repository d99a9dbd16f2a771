"""What lies in ``C:\\Program Files\\scanstation`` once installed; ``build.py`` makes it."""
