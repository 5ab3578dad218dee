"""The pages made of the ledger alone, and the one file: what they hold, and what they never do."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from claimbook import cli, compare, evidence, ledger, pages, plots, report, single, words

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"


@pytest.fixture(scope="module")
def book():
    return ledger.load(RIVER)


@pytest.fixture(scope="module")
def verdicts(book):
    return compare.verdicts(book)


@pytest.fixture(scope="module")
def documents(book):
    return evidence.find_documents(book.sources, RIVER / "documents")


@pytest.fixture(scope="module")
def board(book, verdicts):
    return BeautifulSoup(pages.index(pages.prepare(book, verdicts), "River"), "html.parser")


@pytest.fixture
def built(tmp_path):
    """A report folder with the pages that need no notebook."""
    out = tmp_path / "reports"
    out.mkdir()
    for name, text in report.from_ledger(RIVER, [], "River", RIVER / "documents").items():
        (out / name).write_text(text)
    return out


def test_every_claim_question_and_source_has_its_anchor(book, board):
    ids = {tag["id"] for tag in board.select("[id]")}
    assert {f"claim-{name}" for name in book.claims["claim_id"]} <= ids
    assert {f"question-{name}" for name in book.questions["question_id"]} <= ids
    assert {f"source-{name}" for name in book.sources["source_id"]} <= ids


def test_a_row_shows_each_figure_under_its_source_and_every_silence(book, board, verdicts):
    status = compare.status(book, verdicts).set_index("question_id")
    names = list(book.sources["source_id"])
    rows = board.select("details.row")
    assert len(rows) == len(book.questions)
    for row in rows:
        question = row.select_one(".panel")["id"].removeprefix("question-")
        cells = row.select("summary .cell")
        silent = [
            name for name, cell in zip(names, cells, strict=True) if "silent" in cell["class"]
        ]
        assert "; ".join(silent) == status.loc[question, "silent"]
        assert row.select_one(".state .mark").text == status.loc[question, "status"]


def test_an_opened_row_holds_every_verdict_with_its_reason(board, verdicts):
    shown = [item.text for item in board.select(".verdicts li")]
    for verdict in verdicts.itertuples():
        assert any(text.startswith(verdict.verdict) and verdict.reason in text for text in shown), (
            verdict.reason
        )


def test_a_claim_says_who_when_where_and_how_it_stands(book, verdicts, board):
    rows = pages.facts(book)
    taken = {*verdicts["claim_a"], *verdicts["claim_b"]}
    for row in rows.itertuples():
        card = board.select_one(f"#claim-{row.claim_id}")
        assert row.figure in card.text and f"“{row.wording}”" in card.text
        assert row.who in card.text and row.when in card.text and row.note in card.text
        assert f"{row.source_id}, paragraph {row.paragraph}" in card.text
        assert ("Verdicts" in card.text) == (row.claim_id in taken)


def test_a_source_page_has_its_claims_in_the_order_of_the_document(book, verdicts, documents):
    made = pages.sources(pages.prepare(book, verdicts, documents))
    for row in book.sources.itertuples():
        soup = BeautifulSoup(made[pages.source_file(row.source_id)][1], "html.parser")
        own = book.claims[book.claims["source_id"] == row.source_id]
        shown = [card["id"].removeprefix("claim-") for card in soup.select(".claim")]
        assert sorted(shown) == sorted(own["claim_id"])
        places = own.set_index("claim_id")["paragraph"].astype(int)[shown]
        assert places.is_monotonic_increasing


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "A", "é", "a b", "x" * 300, "..", ""])
def test_a_source_cannot_name_a_file_outside_the_folder(name):
    file = pages.source_file(name)
    assert re.fullmatch(r"source-[a-z0-9-]{1,70}\.html", file)
    assert file != pages.source_file(name + "!")


def test_paragraphs_are_shown_with_the_wording_marked_only_with_the_documents(
    book, verdicts, documents
):
    without = pages.index(pages.prepare(book, verdicts), "River") + str(
        pages.sources(pages.prepare(book, verdicts))
    )
    assert "<mark>" not in without and pages.EVIDENCE[0] not in without
    soup = BeautifulSoup(
        pages.index(pages.prepare(book, verdicts, documents), "River"), "html.parser"
    )
    for row in book.claims.itertuples():
        paragraph = evidence.paragraphs(documents[row.source_id])[int(row.paragraph) - 1]
        shown = soup.select_one(f"#claim-{row.claim_id} blockquote")
        assert shown.text == paragraph and shown.mark.text == row.wording


def test_overlapping_wordings_are_marked_as_one_and_everything_is_escaped():
    shown = pages.marked("<b>8 or 9</b> & 10", [(3, 4), (8, 9), (3, 6)])
    assert shown == "&lt;b&gt;<mark>8 o</mark>r <mark>9</mark>&lt;/b&gt; &amp; 10"


def test_hostile_text_stays_text(book, verdicts):
    evil = '"><script>alert(1)</script>'
    claims = book.claims.assign(note=evil, scope=evil, via=evil)
    questions = book.questions.assign(question=evil, note=evil, unit=evil)
    hostile = ledger.Ledger(**(vars(book) | {"claims": claims, "questions": questions}))
    bodies = [pages.index(pages.prepare(hostile, verdicts), evil, [(evil, evil)])]
    bodies += [body for _, body in pages.sources(pages.prepare(hostile, verdicts)).values()]
    for body in bodies:
        assert "<script" not in body
        assert all(not name.startswith("on") for tag in _tags(body) for name in tag.attrs)


def _tags(body):
    return BeautifulSoup(body, "html.parser").find_all()


def test_the_pages_are_the_same_bytes_twice(documents):
    first, second = (report.from_ledger(RIVER, [], "River") for _ in range(2))
    assert first == second


def test_a_status_that_fills_a_cell_gets_its_mark_and_nothing_else_does():
    body = '<td>conflict</td><td class="x">one party</td><td>a conflict</td><p>conflict</p>'
    assert words.mark_words(body) == (
        '<td><span class="mark conflict">conflict</span></td>'
        '<td class="x"><span class="mark one-party">one party</span></td>'
        "<td>a conflict</td><p>conflict</p>"
    )


def test_the_style_sheet_has_the_colours_of_the_charts_and_a_mark_for_every_word():
    style = (report.TEMPLATES / "style.css").read_text()
    light = re.findall(r"--s(\d): (#[0-9a-f]{6});", style[: style.index("@media")])
    assert [colour for _, colour in light] == list(plots.COLOURS)
    assert len(plots.COLOURS) == pages.COLOURS
    plain = {"single claim"}  # the mark of a word without a rule of its own
    for word in {*words.STATUSES, *words.VERDICTS} - plain:
        assert f".mark.{word.replace(' ', '-')}::before" in style, word


@pytest.mark.parametrize("night", [False, True])
def test_every_colour_of_a_source_reaches_three_to_one(night):
    style = (report.TEMPLATES / "style.css").read_text()
    part = style.split("prefers-color-scheme: dark")[1] if night else style.split("@media")[0]
    page = re.search(r"--page: (#\w+)", part)[1]
    for colour in re.findall(r"--s\d: (#[0-9a-f]{6});", part)[:6]:
        assert contrast(colour, page) >= 3, colour


def contrast(one, other):
    bright, dim = sorted(map(luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_one_file_has_every_page_and_its_links_stay_inside(built, book):
    text = single.combine(single.read(built))
    soup = BeautifulSoup(text, "html.parser")
    sections = [section["id"] for section in soup.select("section.part")]
    files = [pages.source_file(name) for name in book.sources["source_id"]]
    assert sections == ["index", *(Path(file).stem for file in files)]
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    links = [tag["href"] for tag in soup.select("a[href]")]
    # changes.html and the notebooks' pages are not in this folder, so their links stay as they are
    inside = [link for link in links if not link.startswith("data:") and link != report.CHANGES]
    assert [link for link in inside if link.removeprefix("#") not in ids] == []
    assert len(soup.select("style")) == len(soup.select("h1")) == 1
    assert soup.select_one('a[download="verdicts.csv"]')["href"].startswith("data:text/csv;base64,")


def test_the_one_file_quotes_no_paragraph_of_a_document(built, book, documents):
    assert "<mark>" in (built / "index.html").read_text()
    text = single.combine(single.read(built))
    assert "<mark>" not in text and "evidence" not in text
    for document in documents.values():
        for paragraph in evidence.paragraphs(document):
            known = paragraph in set(book.sources["title"]) or len(paragraph.split()) <= 8
            assert known or paragraph not in text


def test_without_chromium_the_pdf_is_refused_with_what_to_do(built, tmp_path, monkeypatch):
    monkeypatch.setenv(single.CHROMIUM_VARIABLE, str(tmp_path / "none"))
    with pytest.raises(single.SingleError, match="Install chromium.*--single writes the same"):
        single.pdf(built, tmp_path / "report.pdf")


def test_a_chromium_that_prints_nothing_is_named(built, tmp_path, monkeypatch):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\n")
    broken.chmod(0o755)
    monkeypatch.setenv(single.CHROMIUM_VARIABLE, str(broken))
    with pytest.raises(single.SingleError, match="printed no PDF: no display"):
        single.pdf(built, tmp_path / "report.pdf")


@pytest.mark.skipif(not single.chromium(), reason="no Chromium")
def test_the_pdf_has_every_page(built, tmp_path):
    single.pdf(built, tmp_path / "deep" / "report.pdf")
    printed = (tmp_path / "deep" / "report.pdf").read_bytes()
    assert printed.startswith(b"%PDF") and printed.count(b"/Type /Page\n") > 5


def test_the_one_file_needs_a_report(tmp_path):
    with pytest.raises(single.SingleError, match="Make it first"):
        single.read(tmp_path)


def test_report_help_names_both_files():
    shown = CliRunner().invoke(cli.cli, ["report", "--help"]).output
    assert "--single FILE" in shown and "--pdf FILE" in shown
