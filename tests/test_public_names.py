import re
import subprocess
import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

import imagine_nb
from imagine_nb import absent
from imagine_nb.errors import InputError

HEAVY = {
    "httpx",
    "PIL",
    "numpy",
    "matplotlib",
    "ipywidgets",
    "starlette",
    "sqlite3",
    "nest_asyncio",
    "mistune",
}


def test_every_public_name_is_there_and_sorted() -> None:
    assert imagine_nb.__all__ == sorted(imagine_nb.__all__)
    for name in imagine_nb.__all__:
        assert getattr(imagine_nb, name) is not None
    assert set(imagine_nb.__all__) <= set(dir(imagine_nb))


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(imagine_nb, "nonsense")


def test_the_modules_of_xai_sdk_are_attributes_too() -> None:
    for name in (
        "aio",
        "batch",
        "chat",
        "cost",
        "files",
        "image",
        "models",
        "search",
        "sync",
        "tools",
        "types",
    ):
        assert getattr(imagine_nb, name) is import_module(f"imagine_nb.{name}")
        assert name in dir(imagine_nb)


def test_a_part_is_reached_without_an_import_of_its_module() -> None:
    code = (
        "import imagine_nb as xai_sdk\n"
        "print(xai_sdk.sync.chat.Chat.__name__, xai_sdk.aio.client.Client.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Chat", "AsyncClient"]


@pytest.mark.parametrize("name", sorted(imagine_nb._ABSENT))
def test_an_absent_part_says_why_however_it_is_asked_for(name: str) -> None:
    why = re.escape(absent.reason(name))
    with pytest.raises(ImportError, match=why):
        import_module(f"imagine_nb.{name}")
    with pytest.raises(ImportError, match=why):
        import_module(f"imagine_nb.{name}.something")
    with pytest.raises(AttributeError, match=why):
        getattr(imagine_nb, name)
    assert name not in dir(imagine_nb)


def test_the_installed_wheel_is_what_is_tested() -> None:
    here = Path(__file__).resolve().parent.parent
    installed = Path(imagine_nb.__file__).resolve()
    assert not installed.is_relative_to(here) or installed.is_relative_to(here / ".venv")


def test_it_ships_its_types() -> None:
    assert files("imagine_nb").joinpath("py.typed").is_file()


def test_importing_it_and_loading_it_import_nothing_heavy() -> None:
    code = (
        "import sys, imagine_nb\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "before = set(sys.modules)\n"
        "shell.run_line_magic('load_ext', 'imagine_nb')\n"
        "print(' '.join({name.partition('.')[0] for name in set(sys.modules) - before}))\n"
        "assert 'imagine' in shell.magics_manager.magics['cell']\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_a_part_that_is_there_is_imported_without_the_reasons_for_those_that_are_not() -> None:
    code = "import sys; from imagine_nb import engines; print('imagine_nb.absent' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_a_name_that_there_is_not_is_told_the_near_one() -> None:
    with pytest.raises(
        AttributeError, match=r"module 'imagine_nb' has no 'pictur'\. Did you mean 'Picture'\?"
    ):
        imagine_nb.pictur  # noqa: B018


def test_a_panels_option_that_there_is_not_is_told_the_near_one() -> None:
    with pytest.raises(InputError, match=r"There is no option promt=\. Did you mean prompt=\?"):
        imagine_nb.panel(promt="a fox")
