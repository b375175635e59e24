"""Tables of a studio: what it makes or asks of every row of one, as methods of the studio."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

from imagine_nb.config import Target
from imagine_nb.options import ManyAskOptions, ManyImagineOptions

if TYPE_CHECKING:
    from imagine_nb.bulk.plan import BulkPlan
    from imagine_nb.bulk.results import Results
    from imagine_nb.studio.bulk.many import AnyJob, Many


class Tables:
    """What a studio does with tables; its models are the defaults of what is asked."""

    model: str
    chat_model: str

    @cached_property
    def _many(self) -> Many:
        raise NotImplementedError

    def _target(self, engine: str | None = None) -> Target:
        raise NotImplementedError

    def imagine_many(
        self, table: Any, prompt: str | None = None, **options: Unpack[ManyImagineOptions]
    ) -> Results:
        """Pictures for every row of a table: a list, a dict of columns, a CSV or Parquet file, a data frame.

        `prompt` holds names of columns in braces; None is the column `prompt`. A list of pictures has one
        column, `picture`, each row's source unless `images` names others. See `ManyImagineOptions`. What was
        asked before is not asked again, so the same call goes on where one was stopped or killed.
        With `dry_run` it is a BulkPlan, with `background` a BulkJob, with `how="batch"` a BatchJob. Raises
        InputError and BudgetError, with nothing sent; a row that fails does so alone.
        """
        return self._many.done(self._many.plan_pictures(table, prompt, options, model=self.model))

    def ask_many(self, table: Any, question: str | None = None, **options: Unpack[ManyAskOptions]) -> Results:
        """The answer to a question for every row of a table, as `imagine_many`. See `ManyAskOptions`."""
        return self._many.done(self._many.plan_answers(table, question, options, model=self.chat_model))

    def plan_imagine_many(
        self, table: Any, prompt: str | None = None, **options: Unpack[ManyImagineOptions]
    ) -> BulkPlan:
        """What `imagine_many` would send, and its price; nothing is sent."""
        return self._many.plan_pictures(table, prompt, options, model=self.model)

    def plan_ask_many(
        self, table: Any, question: str | None = None, **options: Unpack[ManyAskOptions]
    ) -> BulkPlan:
        """What `ask_many` would send, and its price; nothing is sent."""
        return self._many.plan_answers(table, question, options, model=self.chat_model)

    def start_many(self, plan: BulkPlan) -> AnyJob:
        """Work a table through that was planned, at once: a job to watch, to wait for or to stop."""
        return self._many.start(plan)

    def start_imagine_many(
        self, table: Any, prompt: str | None = None, **options: Unpack[ManyImagineOptions]
    ) -> AnyJob:
        """The same as `imagine_many`, at once: a job to watch, to wait for or to stop."""
        return self._many.start(self.plan_imagine_many(table, prompt, **options))

    def start_ask_many(
        self, table: Any, question: str | None = None, **options: Unpack[ManyAskOptions]
    ) -> AnyJob:
        """The same as `ask_many`, at once: a job to watch, to wait for or to stop."""
        return self._many.start(self.plan_ask_many(table, question, **options))

    def collect(self, batch_id: str) -> Results:
        """What has come of a batch by now, kept, whichever process it is from. Raises NotFoundError."""
        return self._many.collect(batch_id, self._target())
