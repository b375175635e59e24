"""Settings: the place, sky and weather that a scene is drawn in."""
