"""How events and interactions reach the app: over its WebSockets, or as signed HTTP requests."""
