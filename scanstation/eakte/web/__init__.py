"""The web page of the embedded eAkte."""
