"""Whose turn it is: a bounded, fair line over seats, its tickets, and care for engines that stumble."""
