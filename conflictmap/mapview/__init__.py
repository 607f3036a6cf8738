"""The map: Folium layers that ask the app's own routes for what the view needs, and those routes."""
