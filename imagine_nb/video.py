"""Videos: absent, and whoever imports it is told why."""

from imagine_nb.absent import reason

raise ImportError(reason("video"), name=__name__)
