"""Words appear while they are written: in a real kernel escaped and whole, outside of one nowhere."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from storyhelpers.widgets import typing


def test_outside_of_a_notebook_nothing_is_shown(capsys):
    typing()("Once upon a time.")
    assert capsys.readouterr().out == ""


@pytest.mark.notebooks
def test_in_a_cell_the_text_grows_and_is_escaped():
    code = (
        "from storyhelpers.widgets import typing\n"
        "show = typing()\n"
        "text = ''\n"
        "for letter in '<b>Once</b>\\nthere was a cat.':\n"
        "    text += letter\n"
        "    show(text)"
    )
    notebook = new_notebook(cells=[new_code_cell(code)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (shown,) = [output["data"]["text/html"] for output in notebook.cells[0].outputs if "data" in output]
    assert "<p>&lt;b&gt;Once&lt;/b&gt;</p><p>there was a cat.</p>" in shown
