import pytest

from imagine_nb.slugs import slug


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A red fox, in the snow!", "red-fox-snow"),
        ("Ein Füchslein über dem Fluß", "ein-fuchslein-uber-dem"),
        ("狐", "picture"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 500, "x" * 40),
    ],
)
def test_a_file_is_named_by_the_first_telling_words(prompt: str, name: str) -> None:
    assert slug(prompt) == name
