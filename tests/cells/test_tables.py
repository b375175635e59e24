from imagine_nb.cells.defaults import Defaults
from imagine_nb.cells.tables import DefaultsTable, defaults_table


def test_each_default_is_a_row_as_it_is_typed() -> None:
    table = defaults_table(Defaults(resolution="2k", ask_above=5))
    values = {name: value for name, value, _ in table.rows}
    assert list(values) == sorted(values)
    assert (values["resolution"], values["ask_above"], values["nested_loops"]) == ("2k", "5.00", "off")


def test_the_table_reads_as_text_with_a_dash_for_what_is_not_set() -> None:
    table = DefaultsTable((("quality", "", "the quality"), ("n", "2", "how many")))
    assert [line.split() for line in repr(table).splitlines()] == [
        ["quality", "-", "the", "quality"],
        ["n", "2", "how", "many"],
    ]


def test_what_a_user_set_is_escaped_in_html() -> None:
    html = DefaultsTable((("model", "<script>", "the model"),))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
