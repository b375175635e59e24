import argparse

import pytest
from IPython.core.magic_arguments import MagicArgumentParser

from imagine_nb.cells.option_line import parsed
from imagine_nb.errors import InputError


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    parser = MagicArgumentParser()
    parser.add_argument("-o", "--out")
    parser.add_argument("-i", "--image", action="append", default=[])
    parser.add_argument("-n", "--count", type=int, default=1)
    parser.add_argument("-a", "--aspect-ratio")
    parser.add_argument("--fresh", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("line", "cell", "prompt"),
    [
        ("a red fox", None, "a red fox"),
        ("", "a red fox\nin the snow\n", "a red fox\nin the snow"),
        ("a red fox", "in the snow", "a red fox\nin the snow"),
        ("-o fox a cat's tail", None, "a cat's tail"),
        ('a sign "OPEN" --fresh', None, 'a sign "OPEN" --fresh'),
        ("-o fox -- -n is a letter", None, "-n is a letter"),
        ("- a dash - and  two  spaces", None, "- a dash - and  two  spaces"),
        ("-5 degrees outside", None, "-5 degrees outside"),
        ("--fresh", "  indented\n    more", "  indented\n    more"),
        ("-o x 狐 🦊 $HOME {y} %z", None, "狐 🦊 $HOME {y} %z"),
    ],
)
def test_the_prompt_is_exactly_as_typed(
    parser: argparse.ArgumentParser, line: str, cell: str | None, prompt: str
) -> None:
    assert parsed(parser, line, cell)[1] == prompt


def test_options_come_first_in_every_spelling(parser: argparse.ArgumentParser) -> None:
    options, prompt = parsed(parser, "-n4 --aspect_ratio 3:2 --out=fox -i a -i 'my file.png' --fresh x", None)
    assert (options.count, options.aspect_ratio, options.out, options.fresh) == (4, "3:2", "fox", True)
    assert options.image == ["a", "my file.png"]
    assert prompt == "x"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--aspct-ratio 3:2 x", "There is no option --aspct-ratio. Did you mean --aspect-ratio?"),
        ("--zzz x", "There is no option --zzz. Options: "),
        ("-n", "-n lacks its value."),
        ("-n many x", "-n takes a whole number, which 'many' is not."),
    ],
)
def test_a_wrong_option_is_answered_with_the_right_one(
    parser: argparse.ArgumentParser, line: str, message: str
) -> None:
    with pytest.raises(InputError) as error:
        parsed(parser, line)
    assert message in str(error.value)
