"""A stage of the installed round, see ``stages.sh``."""
