"""The gallery: where pictures, answers and every request are kept."""

from imagine_nb.gallery.gallery import Gallery
from imagine_nb.gallery.opening import Kept, opened
from imagine_nb.gallery.places import href, reachable

__all__ = ["Gallery", "Kept", "href", "opened", "reachable"]
