"""What the operator does: back up and restore, keep a mirror, move, see whether all is well."""
