"""Servers and browsers for the end-to-end tests.

`site`          the same test under each front in turn (Apache with mod_fcgid, nginx, plain CGI)
`apache_site`   for what does not depend on the front
`servers`       `servers("nginx")`: the session's server with that front
`fresh_site`    `fresh_site("apache", CLO_SENDFILE="x-sendfile")`: a server of the test's own, to break; with
                lines of `clo.conf` of its own
`house`         a site that sends messages (support/outbox.py)
`page`          `page(site, width=360)`: a page of a real browser; the test fails if that page reports an error

The servers of a session are started once, each on its own copy of one prepared data folder, and shared: a test finds
what others have published, and leaves what it published.
"""

import os
import shutil
import signal
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from support.outbox import Outbox
from support.package import build_package
from support.site import FRONTS, PACKAGE, Site, copy_of, one_for_each_front

CHROMIUM = "/usr/bin/chromium"
# Files that take minutes for a few tests. Two processes share the files: the last one to begin must be a short one.
LONG = (
    "test_upgrade.py", "test_backup.py", "test_galera.py", "test_package.py", "test_shared_host.py", "test_hostile_css.py",
)  # fmt: skip


def pytest_configure(config):
    """Being told to end is like Ctrl-C: the servers are stopped on the way out."""

    def end(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


def pytest_collection_modifyitems(items):
    """The longest files first, then those with the most tests. A file's own tests keep their order."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.name not in LONG, -tests[item.path], item.path))


@pytest.fixture(scope="session")
def session_scratch():
    """A folder that the web servers' user can enter, unlike pytest's own. Each of several processes has its own."""
    given = os.environ.get("CLO_TEST_SCRATCH")
    if given:
        folder = Path(given, os.environ.get("PYTEST_XDIST_WORKER", "."))
        folder.mkdir(exist_ok=True)
    else:
        folder = Path(tempfile.mkdtemp(prefix="clo-e2e-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    if not given:
        shutil.rmtree(folder)


@pytest.fixture(scope="module", autouse=True)
def scratch(request, session_scratch):
    """Such a folder for one file of tests, and gone with it: a data folder takes 300 MB, and there are dozens.

    Every file's, without being asked for: what is made first is taken away last, after the servers have stopped.
    """
    folder = session_scratch / request.path.stem.removeprefix("test_")
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def prepared(session_scratch) -> Path:
    """The data folder of a server that was started, given the demonstration data, and stopped."""
    site = Site("cgi", session_scratch / "prepared").start()
    site.stop()
    return site.data


@pytest.fixture(scope="session")
def servers(session_scratch, prepared):
    with one_for_each_front(prepared, session_scratch) as server:
        yield server


@pytest.fixture(scope="session")
def package() -> Path:
    """The zip: the one that is being checked, or a new one."""
    return Path(PACKAGE) if PACKAGE else build_package()


@pytest.fixture(params=FRONTS)
def site(request, servers) -> Site:
    return servers(request.param)


@pytest.fixture
def apache_site(servers) -> Site:
    return servers("apache")


@pytest.fixture
def fresh_site(scratch, prepared):
    made: list[Site] = []

    def fresh(front: str = "apache", **settings: str) -> Site:
        site = Site(front, copy_of(prepared, Path(tempfile.mkdtemp(prefix="fresh-", dir=scratch)) / "data"))
        site.data.parent.chmod(0o755)
        with (site.data / "clo.conf").open("a") as configuration:
            configuration.writelines(f"{key} = {value}\n" for key, value in settings.items())
        made.append(site)
        return site.start()

    yield fresh
    for site in made:
        site.stop()
        shutil.rmtree(site.data.parent)


@pytest.fixture(scope="session")
def house(session_scratch, prepared):
    """A site of the tests about messages: plain CGI, where each request reads the configuration anew."""
    site = Site("cgi", copy_of(prepared, session_scratch / "messages"))
    yield Outbox(site.start())
    site.stop()


@pytest.fixture(scope="session")
def browser():
    # Chromium does not run as root inside its sandbox; what it visits here is our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """Makes pages, each in a browser profile of its own: two of them are two people.

    An exception in a script, or anything that the content security policy stopped, fails the test at its end.
    """
    contexts, errors = [], []

    def make(site: Site, width: int = 1280, height: int = 900, **options):
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        made = context.new_page()
        made.on("pageerror", lambda error: errors.append(str(error)))
        made.on("console", lambda message: errors.append(message.text) if is_policy_violation(message) else None)
        return made

    yield make
    for context in contexts:
        context.close()
    assert not errors, "the browser reported errors:\n" + "\n".join(errors)


def is_policy_violation(message) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
