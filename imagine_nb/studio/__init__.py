"""The studio: everything a user can do, the one core behind cells, panels and functions."""

from imagine_nb.studio import pickling as pickling  # says how a picture is pickled, wherever one is made
from imagine_nb.studio.studio import Studio

__all__ = ["Studio"]
