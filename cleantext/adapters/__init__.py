"""Other libraries collections, each imported only when used."""
