"""The administrative templates (ADMX, ADML), generated from the settings' own schema."""
