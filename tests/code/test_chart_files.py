"""A chart that leaves the page: it says where it comes from, and is the same on every build."""

import io
import json
import re
import warnings
from base64 import b64decode
from pathlib import Path

import made
import matplotlib
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from PIL import Image

from claimbook import export
from claimbook.charts import files
from claimbook.charts.canvas import Canvas
from claimbook.charts.canvas import Text as Written
from claimbook.charts.drawing import UNDRAWN, drawn, font
from claimbook.charts.picture import picture
from claimbook.compare.comparison import Comparison, compare

SVG = "data:image/svg+xml;base64,"
ABROAD = ("النهر", "河港报")


def flood(folder: Path, figure: str = "800", **others: object) -> Comparison:
    """Two documents that cannot both hold, and one that says nothing of it."""
    claims = [
        made.said("other", "dead", "18, witness, blog"),
        made.said("a", "boats", "about 45") | {"wording": "roughly 45"},
        made.said("b", "boats", f"{figure}, board") | {"counted": "barges"},
    ]
    return made.compared(folder, *claims, **others)


def unfit(figure: pyplot.Figure) -> list[str]:
    """The texts of a figure that would be drawn as boxes."""
    found = []
    for text in figure.findobj(Text):
        how = {"weight": text.get_weight(), "style": text.get_style()}
        faces = [FontProperties(family=[name], **how) for name in text.get_fontfamily()]
        fonts = [findfont(face) for face in faces]
        assert not any("LastResort" in font for font in fonts), "it has a box for every letter"
        letters = set().union(*(get_font(font).get_charmap() for font in fonts))
        if {ord(letter) for letter in text.get_text()} - letters:
            found.append(text.get_text())
    return found


def words(canvas: Canvas) -> list[str]:
    return [shape.run.text for shape in canvas.shapes if isinstance(shape, Written)]


def test_a_question_leaves_as_svg_png_and_the_rows_drawn(tmp_path) -> None:
    comparison = flood(tmp_path)
    made_files = export.charts(comparison, "The flood")
    assert list(made_files) == [
        f"{question}.{kind}" for question in ("dead", "boats") for kind in ("svg", "png", "csv")
    ]
    table = pd.read_csv(io.BytesIO(made_files["boats.csv"]), dtype=str, keep_default_na=False)
    assert table["claim_id"].tolist() == ["a", "b"]
    assert table["figure"].tolist() == ["roughly 45", "800"]
    pd.testing.assert_frame_equal(table, files.rows(comparison, "boats"), check_dtype=False)


def test_a_picture_and_its_metadata_say_where_it_comes_from_and_how_to_cite_it(tmp_path) -> None:
    comparison = flood(tmp_path)
    said = files.provenance(comparison, "boats", "The flood")
    assert said["Gap"] == "about 18 × apart (cannot both hold)"
    assert said["Source"].startswith("Sources: Post (River Post) and Board (Water Board).")
    assert "As of: the date beside each row" in said["Source"]
    assert "as-worded" in said["Reading"] and said["Digest"] in said["Reading"]
    assert said["Cite"].startswith("The flood, “How many boats sank?”")
    canvas = files.sheet(comparison, "boats", said)
    written = re.sub(r"\s+", " ", " ".join(words(canvas)))
    for name in ("Title", "Gap", "Source", "Reading", "Cite", "Digest"):
        assert said[name] in written, name
    assert "1,000 boats" in written and {"8 Mar", "roughly 45 "} <= {*words(canvas)}
    assert {*words(canvas)} <= {text.get_text() for text in drawn(canvas).findobj(Text)}

    made_files = files.files(comparison, "boats", "The flood")
    svg = made_files["boats.svg"].decode()
    told = re.search(r"<dc:description>(.*?)</dc:description>", svg, re.DOTALL)[1]
    assert json.loads(told.replace("&quot;", '"')) == said
    assert f"<dc:title>{said['Title']}</dc:title>" in svg
    png = Image.open(io.BytesIO(made_files["boats.png"]))
    assert {name: png.text[f"claimbook {name}"] for name in said} == said
    assert png.size == pytest.approx((2 * canvas.wide, 2 * canvas.high), abs=2)


def test_the_digest_hangs_on_the_rows_and_another_reading_is_named(tmp_path) -> None:
    one, same, other = (
        files.provenance(flood(tmp_path / name, figure), "boats", "T")["Digest"]
        for name, figure in (("one", "800"), ("same", "800"), ("other", "801"))
    )
    assert one == same != other
    comparison = compare(flood(tmp_path).ledger, "acled")
    assert "Hedges read as acled" in files.provenance(comparison, "boats", "T")["Reading"]


def test_two_builds_give_the_same_bytes_whatever_is_set(tmp_path) -> None:
    once = files.files(flood(tmp_path / "one"), "boats", "The flood")
    with matplotlib.rc_context({"font.size": 30, "savefig.dpi": 50, "figure.facecolor": "red"}):
        again = files.files(flood(tmp_path / "two"), "boats", "The flood")
        assert matplotlib.rcParams["font.size"] == 30
    assert once == again
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("name", ABROAD)
def test_a_name_in_another_script_gives_no_warning_no_boxes_and_no_path(tmp_path, name) -> None:
    sources = [made.SOURCES[0] | {"short": name, "publisher": name}, *made.SOURCES[1:]]
    origins = [made.ORIGINS[0] | {"name": name, "party": name}, *made.ORIGINS[1:]]
    comparison = flood(tmp_path, sources=sources, origins=origins)
    said = files.provenance(comparison, "boats", "The flood")
    with warnings.catch_warnings(action="error"):
        made_files = files.files(comparison, "boats", "The flood")
        figure = drawn(files.sheet(comparison, "boats", said))
    assert unfit(figure) == []
    shown = " ".join(text.get_text() for text in figure.findobj(Text))
    assert (name if font(name) else UNDRAWN) in shown
    assert name.encode() in made_files["boats.csv"]
    for content in made_files.values():
        assert str(tmp_path).encode() not in content and b"/site-packages" not in content


@pytest.mark.parametrize("name", ABROAD)
def test_a_notebooks_figure_shows_what_it_can_and_says_what_it_shows(name) -> None:
    figure, axes = pyplot.subplots()
    axes.barh([name, "Post"], [45, 800])
    axes.set_title(name)
    with pytest.raises(ValueError, match="Say what the figure shows"):
        picture(figure, " ")
    with warnings.catch_warnings(action="error"):
        shown = picture(figure, "800 boats in the Post")
    assert shown.text == "800 boats in the Post"
    assert 'alt="800 boats in the Post"' in shown.data
    image = BeautifulSoup(shown.data, "html.parser").img["src"].removeprefix(SVG)
    assert b64decode(image).decode().count(name) >= 2  # as text: the browser has the letters
    assert not pyplot.fignum_exists(figure.number)
