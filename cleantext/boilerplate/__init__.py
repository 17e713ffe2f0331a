"""What is not the author's: rules, blocks, zones, and metadata lifted from credit lines."""

from cleantext.boilerplate.drop import DropBoilerplate

__all__ = ["DropBoilerplate"]
