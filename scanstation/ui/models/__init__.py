"""Item models: snapshots of the workflow as Qt sees them."""
