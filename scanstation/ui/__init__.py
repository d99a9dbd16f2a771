"""The window: Qt widgets that show and ask. What is right, ``workflow`` decides."""
