"""Chinese that was read in the wrong double-byte encoding, with what the decoder lost filled in."""
