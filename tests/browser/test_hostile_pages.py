"""Every page built from a hostile ledger, in a browser, with its CSP and without it."""

import re
from pathlib import Path

import hostile
import pytest

from claimbook import report

ROOT = Path(__file__).parents[2]

CSP = re.compile(r'<meta http-equiv="?Content-Security-Policy"?[^>]*>', re.IGNORECASE)
# What text from the ledger could have become, had it been taken for markup. The package's own
# pages have none of these.
ACTIVE = (
    "script, iframe, object, embed, base, link, svg, meta[http-equiv=refresh], "
    "[onerror], [onload], [onfocus], [onclick], [autofocus], "
    "a[href^='javascript:' i], img:not([src^='data:'])"
)


@pytest.fixture(scope="module")
def evil_reports(tmp_path_factory) -> dict[str, Path]:
    """The report on the hostile ledger, and a copy of it without the policy."""
    folder = tmp_path_factory.mktemp("evil")
    data, out, bare = hostile.ledger(folder / "data"), folder / "reports", folder / "bare"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
        report.build(ROOT / "notebooks", data, out)
    bare.mkdir()
    for page in out.glob("*.html"):
        text, removed = CSP.subn("", page.read_text(encoding="utf-8"))
        assert removed == 1, page.name
        (bare / page.name).write_text(text, encoding="utf-8")
    return {"with its CSP": out, "without CSP": bare}


@pytest.mark.parametrize("how", ["with its CSP", "without CSP"])
def test_nothing_of_a_hostile_ledger_runs(browser, evil_reports, how):
    pages = sorted(evil_reports[how].glob("*.html"))
    assert len(pages) > len(list((ROOT / "notebooks").glob("*.ipynb")))
    seen = 0
    context = browser.new_context()
    for page in pages:
        tab = context.new_page()
        asked, dialogs = [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("dialog", lambda dialog, dialogs=dialogs: dialogs.append(dialog.message))
        tab.goto(page.as_uri(), wait_until="load")
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert tab.evaluate("window.hit") is None, page.name
        assert dialogs == []
        assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()], page.name
        assert tab.locator(ACTIVE).count() == 0, page.name
        assert tab.locator("h1").count() == 1 and tab.locator("main").count() == 1
        seen += tab.locator("body").inner_text().count("window.hit=1")
        tab.close()
    context.close()
    assert seen > 100  # the text is there to be read
