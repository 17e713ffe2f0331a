"""What is not the author's: rules, blocks, zones, templates of a host, and metadata lifted from credit lines."""

from cleantext.boilerplate.drop import DropBoilerplate
from cleantext.boilerplate.drop_templates import DropTemplates
from cleantext.boilerplate.templates import Templates, fit_templates

__all__ = ["DropBoilerplate", "DropTemplates", "Templates", "fit_templates"]
