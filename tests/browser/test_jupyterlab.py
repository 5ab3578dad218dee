"""The explorer in JupyterLab itself: its controls work, and looking at it leaves no trace."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from children import wait_for

ROOT = Path(__file__).parents[2]
NOTEBOOK = "10-explore.ipynb"
PATIENCE = 300  # seconds; the machine may be busy
SETTINGS = {
    # a notebook that was changed in any way would be saved at once
    "@jupyterlab/docmanager-extension/plugin": {"autosave": True, "autosaveInterval": 1},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the collection, with settings of its own."""
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("documents"))
    for name, values in SETTINGS.items():
        path = tmp_path / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    own = {
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "run",
    }  # fmt: skip
    environment = os.environ | {name: str(tmp_path / folder) for name, folder in own.items()}
    environment.pop("CLAIMBOOK_DATA", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, said = f"http://127.0.0.1:{port}", tmp_path / "log"

    def answers() -> bool:
        assert server.poll() is None, said.read_text()
        with suppress(OSError):
            urlopen(f"{address}/api", timeout=10).close()
            return True

    with said.open("wb") as log, subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
         f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
         "--LabApp.expose_app_in_browser=True"],
        cwd=tmp_path / "notebooks", env=environment, stdout=log, stderr=log,
    ) as server:  # fmt: skip
        try:
            wait_for(answers)
            yield address
        finally:
            server.terminate()


def test_the_explorer_works_and_its_file_is_as_it_was(tab, lab: str, tmp_path: Path) -> None:
    file = tmp_path / "notebooks" / NOTEBOOK
    before = file.read_bytes(), file.stat().st_mtime_ns
    tab.context.set_default_timeout(PATIENCE * 1000)
    asked = []
    tab.context.on("request", lambda request: asked.append(request.url))

    def command(name: str) -> None:
        tab.evaluate("async name => { await window.jupyterapp.commands.execute(name) }", name)

    tab.goto(f"{lab}/lab/tree/{NOTEBOOK}", timeout=PATIENCE * 1000)
    tab.wait_for_selector(".jp-Notebook .jp-Cell-outputArea table.claims")
    tab.wait_for_timeout(3000)  # three times as long as it takes to save
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before

    # what is run before the kernel is ready may be lost
    tab.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
    command("docmanager:toggle-autosave")
    command("notebook:run-all-cells")
    topic = tab.locator(".widget-dropdown:has-text('Topic') select")
    topic.wait_for()
    view = tab.locator(".widget-html-content:has(section.block)").first
    view.wait_for()
    shown = view.text_content()
    topic.select_option("crowds")
    tab.wait_for_function(
        "([what, then]) => document.querySelector(what).textContent != then",
        arg=[".widget-html-content:has(section.block)", shown],
    )
    tab.locator(".widget-html-content svg.sheet").first.wait_for()
    tab.locator(".dt-container, .dataTables_wrapper").first.wait_for()  # the table that sorts
    command("application:close")
    tab.close()
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    beyond = [url for url in asked if not url.startswith((f"{lab}/", "data:", "blob:"))]
    assert beyond == []
