"""The report coder: text to candidate events with character spans. It knows the model and geodata, never the store."""
