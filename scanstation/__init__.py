"""scanstation: a workstation that turns paper into proven electronic files."""

__version__ = "0.1.0"
