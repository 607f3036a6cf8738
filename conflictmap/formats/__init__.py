"""One file a format, reading and writing it. The formats know the model and geodata, never the store."""
