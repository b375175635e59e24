import pytest

from imagine_nb.cells.syntax import read_as_meant


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("%ask_image what's this?\n", "get_ipython().run_line_magic('ask_image', \"what's this?\")\n"),
        ("x = %ask_image -i a what?\n", "x = get_ipython().run_line_magic('ask_image', '-i a what?')\n"),
        ("x.y, z[0] = %imagine why?", "x.y, z[0] = get_ipython().run_line_magic('imagine', 'why?')\n"),
        ("%%imagine a fox\n", "get_ipython().run_line_magic('imagine', 'a fox')\n"),
        ("%%ask_image what?\n\n  \n", "get_ipython().run_line_magic('ask_image', 'what?')\n"),
        ("%%imagine", "get_ipython().run_line_magic('imagine', '')\n"),
        ("if x:\n    %ask_image so?\n", "if x:\n    get_ipython().run_line_magic('ask_image', 'so?')\n"),
        ("%imagine a fox\n", "get_ipython().run_line_magic('imagine', 'a fox')\n"),
        (
            "x = %imagine a cat's (\ny = %ask_image so?\n",
            "x = get_ipython().run_line_magic('imagine', \"a cat's (\")\n"
            "y = get_ipython().run_line_magic('ask_image', 'so?')\n",
        ),
    ],
)
def test_the_verbs_are_read_as_meant(cell: str, read: str) -> None:
    assert "".join(read_as_meant(cell.splitlines(keepends=True))) == read


@pytest.mark.parametrize(
    "cell",
    [
        "%ask_image?\n",
        "%imagine??\n",
        "%%imagine?\n",
        "%%imagine a fox\nwhy?\n",
        "%%imagine\n%ask_image what?\n",
        "%%bash\n%ask_image what?\n",
        's = """\n%ask_image what?\n"""\n',
        "x = 5 %imagine\n",
        "%imagine a fox \\\nin the snow\n",
        "x = 1  # %ask_image what?\n",
        "'%ask_image what?'\n",
        "%matplotlib inline?\n",
    ],
)
def test_everything_else_is_left_alone(cell: str) -> None:
    assert "".join(read_as_meant(cell.splitlines(keepends=True))) == cell
