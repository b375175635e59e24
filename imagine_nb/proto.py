"""Protocol buffers: absent, and whoever imports it is told why."""

from imagine_nb.absent import reason

raise ImportError(reason("proto"), name=__name__)
