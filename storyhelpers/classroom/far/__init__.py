"""The laptop's end: links, a client that is patient, the class's engines."""
