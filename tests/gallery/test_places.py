from pathlib import Path

import pytest

from imagine_nb import Studio
from imagine_nb.gallery.places import current_cell


def test_outside_of_ipython_there_is_no_cell() -> None:
    assert current_cell() is None


def test_a_request_remembers_its_notebook_by_name_alone(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "my foxes.ipynb"))
    fox = studio.imagine("a red fox").record
    request = studio.gallery.recorded(fox.request_id).request
    assert (request.notebook, request.cell) == ("my foxes.ipynb", None)
