"""Tracing: absent, and whoever imports it is told why."""

from imagine_nb.absent import reason

raise ImportError(reason("telemetry"), name=__name__)
