from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.sources import words_of


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/img/man.jpg", "man"),
        ("/small_puppy-2.jpeg", "small puppy"),
        ("/redFoxInSnow.png", "red fox in snow"),
        ("/caf%C3%A9%20table.webp", "café table"),
        ("/a/b/house", "house"),
        ("/archive.tar.gz", "archive tar"),
        ("/0042.jpg", ""),
        ("/", ""),
        ("", ""),
        ("/xai-imgen/xai-tmp-imgen-0a1b-fox.jpg", ""),
        ("/" + "long" * 50 + ".jpg", ("long" * 50)[:80]),
    ],
)
def test_a_remote_picture_is_known_by_the_words_of_its_file_name(path, words):
    assert words_of(path) == words
