"""Text that was read in a single-byte encoding: GBK, Big5 or UTF-8 as Latin-1 and its like, whole or damaged since."""
