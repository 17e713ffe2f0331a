"""Personal data masked, addresses of the web stripped: nothing here is in a preset."""

from cleantext.mask.pii import MaskPII
from cleantext.mask.urls import StripUrls

__all__ = ["MaskPII", "StripUrls"]
