import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import imagine_nb

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
