"""Script: detection, conversion, width, Unicode forms, spacing."""
