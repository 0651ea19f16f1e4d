"""What goes over the wire, and what both ends read."""
