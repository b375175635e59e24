from imagine_nb import Studio


def test_a_family_is_lists_a_text_and_a_figure(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    night = studio.imagine("make it <night>", images=fox)
    hat = studio.imagine("a hat")
    both = studio.imagine("<IMAGE_0> on <IMAGE_1>", images=[hat, night])
    studio.imagine("another hat", images=hat)
    family = studio.gallery.lineage(night)
    assert repr(family) == "<Lineage of picture 2 · 1 before, 1 after>"
    assert [each.id for each in family.ancestors] == [fox.one.id]
    assert [each.id for each in family.descendants] == [both.one.id]
    assert [each.number for each in studio.gallery.roots(both)] == [1, 3]
    assert [each.number for each in studio.gallery.descendants(hat)] == [4, 5]
    assert str(family).splitlines()[:2] == ["○  #1 a red fox", "●  #2 make it <night>  ←"]
    assert "&lt;night&gt;" in family._repr_html_()
    assert "data:image/png" in str(family.figure()._repr_mimebundle_()["text/html"])


def test_the_figure_of_a_family_does_not_need_every_file(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    night = studio.imagine("make it night", images=fox)
    studio.gallery.delete(fox)
    family = studio.gallery.lineage(night)
    assert len(family.records) == 2
    assert "data:image/png" in str(family.figure()._repr_mimebundle_()["text/html"])


def test_what_differs_between_two_pictures(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    wide = studio.imagine("a red fox", aspect_ratio="2:1")
    assert [str(each) for each in studio.gallery.differences(fox, wide)] == ["aspect ratio: - → 2:1"]
    assert studio.gallery.differences(1, 1) == ()
