"""Token counting: absent, and whoever imports it is told why."""

from imagine_nb.absent import reason

raise ImportError(reason("tokenizer"), name=__name__)
