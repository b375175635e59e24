"""Document collections: absent, and whoever imports it is told why."""

from imagine_nb.absent import reason

raise ImportError(reason("collections"), name=__name__)
