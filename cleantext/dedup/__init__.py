"""Duplicates: signatures, bands, verified star clusters, an index; repeats inside one document."""
