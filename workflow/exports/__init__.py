"""Files that leave the system: plain values in, bytes out, no database."""
