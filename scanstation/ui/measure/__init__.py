"""What ``scanstation bench ui`` measures, in a process of its own that has the window.

``python -m scanstation.ui.measure start|stalls|opening|paging [...]`` prints one JSON object.
"""
