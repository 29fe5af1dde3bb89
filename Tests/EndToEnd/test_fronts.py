"""What the web servers in front of the responder promise by themselves, and how a server is started and stopped."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests

from support.site import FRONTS, PACKAGE, SERVER, Site, copy_of, is_alive, wait_until

SIGN_IN = "/compte-client/connexion"
LIMIT = 131_072
ERROR_PAGES = ("400", "404", "413", "500", "503")


def assets(site: Site) -> Path:
    return Path(site.configuration["CLO_ASSETS"])


def error_page(site: Site, name: str) -> bytes:
    return (assets(site) / "erreurs" / f"{name}.html").read_bytes()


def is_the_hosts(answer: requests.Response) -> bool:
    """A shared host answers by itself what no .htaccess of ours is asked about; on a server of one's own we say all."""
    return PACKAGE is not None and b"<!DOCTYPE HTML PUBLIC" in answer.content and b"CLO" not in answer.content


def raw(site: Site, request: bytes) -> bytes:
    """What comes back for bytes that no HTTP library would send."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


# Static files


def test_an_asset_with_its_fingerprint_is_kept_for_good(site):
    answer = requests.get(f"{site.url}/compte-client/clo/vendor/htmx.min.js?v=0a1b2c")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content == (assets(site) / "vendor" / "htmx.min.js").read_bytes()


def test_an_asset_without_fingerprint_is_asked_after_each_time(site):
    address = f"{site.url}/compte-client/clo/vendor/htmx.min.js"
    first = requests.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_asset_that_is_missing_is_not_kept(site):
    answer = requests.get(f"{site.url}/compte-client/clo/css/absente.css?v=0a1b2c")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        ("css/clo.css", "text/css; charset=utf-8"),
        ("vendor/htmx.min.js", "text/javascript; charset=utf-8"),
        ("erreurs/404.html", "text/html; charset=utf-8"),
        ("logo.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_an_asset_says_its_type_and_is_taken_for_nothing_else(site, file, content_type):
    answer = requests.get(f"{site.url}/compte-client/clo/{file}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/compte-client/clo/vendor/htmx.min.js", SIGN_IN])
def test_text_travels_compressed_for_those_who_can_read_it(site, address):
    compressed = requests.get(site.url + address, headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "accept-encoding" in compressed.headers["Vary"].lower()
    plain = requests.get(site.url + address, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.status_code == 200


@pytest.mark.parametrize("folder", ["/compte-client/clo/", "/compte-client/clo/css/", "/compte-client/clo/vendor/"])
def test_a_folder_is_not_listed(site, folder):
    answer = requests.get(site.url + folder)
    assert answer.status_code == 404
    assert answer.content == error_page(site, "404")


@pytest.mark.parametrize("name", [".cache", ".htaccess", "a.conf", "a.sql", "a.SQL", "a.bak", "a.log", "a.css~", "a.sh"])
def test_hidden_and_left_behind_files_are_not_there(site, name):
    folder = assets(site) / f"essai-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        for each in (name, "visible.txt"):
            (folder / each).write_text("# présent")
            (folder / each).chmod(0o644)
        assert requests.get(f"{site.url}/compte-client/clo/{folder.name}/visible.txt").status_code == 200
        # Every shared host forbids its customers' .htaccess files before these are asked.
        forbidden = PACKAGE and name == ".htaccess"
        assert requests.get(f"{site.url}/compte-client/clo/{folder.name}/{name}").status_code == (403 if forbidden else 404)
    finally:
        for each in (name, "visible.txt"):
            (folder / each).unlink(missing_ok=True)
        folder.rmdir()


@pytest.mark.parametrize("address", ["/../clo.conf", "/compte-client/clo/../../../clo.conf", "/compte-client/clo/%2e%2e/%2e%2e/%2e%2e/clo.conf", "/.git/config"])
def test_nothing_outside_the_document_root_is_served(site, address):
    answer = raw(site, f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert answer.split(b" ", 2)[1] in (b"400", b"404")
    assert b"CLO_DB" not in answer and b"[core]" not in answer


# What the front itself refuses, it refuses in French


def test_a_body_that_is_too_large_is_refused_in_french(site):
    answer = requests.post(site.url + SIGN_IN, data=b"x" * (LIMIT + 1))
    assert answer.status_code == 413
    assert answer.content == error_page(site, "413")


def test_a_body_that_is_far_too_large_is_refused_in_french(site):
    answer = requests.post(site.url + SIGN_IN, data=b"x" * 5_000_000, headers={"Connection": "close"})
    assert answer.status_code == 413
    assert answer.content == error_page(site, "413")


def test_a_body_whose_length_is_a_lie_is_refused(site):
    head = f"POST {SIGN_IN} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    assert raw(site, f"{head}Content-Length: 99999999999\r\n\r\nabc".encode()).split(b" ", 2)[1] == b"413"
    assert raw(site, f"{head}Content-Length: -1\r\n\r\nabc".encode()).split(b" ", 2)[1] == b"400"


def test_a_piece_of_an_upload_reaches_the_responder(site):
    answer = requests.post(site.url + SIGN_IN, data={"identifiant": "x" * (96 * 1024)})
    assert 400 <= answer.status_code < 500 and answer.status_code != 413
    assert answer.content not in [error_page(site, name) for name in ERROR_PAGES]


def test_a_body_without_a_length_is_refused_in_french(site):
    answer = requests.post(site.url + SIGN_IN, data=iter([b"identifiant=a"]))
    assert answer.request.headers["Transfer-Encoding"] == "chunked"
    assert answer.status_code == 411
    assert answer.content == error_page(site, "400")


def test_an_address_that_is_too_long_is_refused_in_french(site):
    answer = requests.get(f"{site.url}/compte-client/{'a' * 40_000}")
    assert answer.status_code == 414
    assert answer.content == error_page(site, "400") or is_the_hosts(answer)


def test_trace_is_refused_in_french(site):
    answer = requests.request("TRACE", site.url + SIGN_IN)
    assert answer.status_code == 405
    assert answer.content == error_page(site, "400") or is_the_hosts(answer)


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_the_pages_of_the_front_are_as_safe_as_the_others(site, name):
    answer = requests.get(f"{site.url}/compte-client/clo/erreurs/{name}.html")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert '<html lang="fr">' in answer.text
    assert "style=" not in answer.text and "<script" not in answer.text


def test_nothing_tells_the_versions_of_the_programs(site):
    head = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header\r\nConnection: close\r\n\r\n"
    answers = [requests.get(site.url + path) for path in ("/", SIGN_IN, "/absente", "/compte-client/clo/vendor/htmx.min.js")]
    for answer in answers:
        assert answer.headers["Server"] in ("Apache", "nginx")
        assert not {"X-Powered-By", "Via"} & set(answer.headers)
    for content in [answer.content for answer in answers if "html" in answer.headers["Content-Type"]]:
        assert b"Debian" not in content and b"nginx" not in content.lower()
    assert b"Debian" not in raw(site, head.encode())


# The way to the responder


@pytest.mark.parametrize(
    "address",
    ["/compte-client/fiches/a%2Fb", "/admin/%C3%A9", "/compte-client/a.bak", "/compte-client//x", "/admin/.x", "/admin/%FF"],
)
def test_odd_addresses_reach_the_responder(site, address):
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n"
    head, _, body = raw(site, request.encode()).partition(b"\r\n\r\n")
    assert head.split(b" ", 2)[1] in (b"303", b"400", b"404")
    assert error_page(site, "404") not in body and error_page(site, "400") not in body


@pytest.mark.parametrize("address", ["/administration", "/compte-clients/", "/x/admin/"])
def test_addresses_beside_ours_are_left_to_the_site(site, address):
    answer = requests.get(site.url + address)
    assert answer.status_code == 404
    assert answer.content == error_page(site, "404") or is_the_hosts(answer)


# Life of a server


@pytest.mark.parametrize("front", FRONTS)
def test_a_second_start_is_quick_and_keeps_the_data(fresh_site, front):
    site = fresh_site(front)
    with site.administrator() as cursor:
        cursor.execute("CREATE TABLE essai (valeur INT NOT NULL)")
        cursor.execute("INSERT INTO essai VALUES (7)")
    before = site.configuration
    running = site.process_pids()
    assert site.database_pid in running

    site.stop()
    assert not site.process_pids()
    assert not [pid for pid in running if is_alive(pid)]

    began = time.monotonic()
    site.start()
    assert time.monotonic() - began < 30
    assert site.configuration == before
    with site.database() as cursor:
        cursor.execute("SELECT valeur FROM essai")
        assert cursor.fetchall() == [{"valeur": 7}]


def test_two_servers_run_side_by_side_on_copies_of_the_same_data(fresh_site):
    one, other = fresh_site("nginx"), fresh_site("apache")
    assert one.database_pid != other.database_pid
    one.stop()
    assert requests.get(other.url + SIGN_IN).status_code == 200


@pytest.mark.parametrize("front", ["apache", "nginx"])
def test_workers_that_are_killed_are_replaced(fresh_site, front):
    site = fresh_site(front)
    requests.get(site.url + SIGN_IN)
    count = len(site.worker_pids())
    killed = site.kill_workers()
    assert killed
    wait_until(lambda: requests.get(site.url + SIGN_IN).status_code == 200, "the sign-in page answers again")
    if front == "nginx":
        wait_until(lambda: len(site.worker_pids()) == count, "as many workers as before")
    assert not set(killed) & set(site.worker_pids())


def test_without_any_worker_the_visitor_reads_that_it_is_unavailable(fresh_site):
    site = fresh_site("nginx")
    supervisor = int((site.data / "run" / "workers.pid").read_text())
    os.kill(supervisor, signal.SIGTERM)
    wait_until(lambda: not site.worker_pids(), "the supervisor has ended its workers")
    answer = requests.get(site.url + SIGN_IN)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.content == error_page(site, "503")


def test_a_deep_data_folder_has_room_for_its_sockets(scratch, prepared):
    deep = scratch / "profond"
    deep.mkdir(mode=0o755)
    deep /= "d" * (99 - len(str(deep)))
    site = Site("apache", copy_of(prepared, deep))
    site.start()
    short = (deep / "run").resolve()
    assert len(str(short)) < 40
    site.stop()
    assert not short.exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_a_signal_stops_everything(scratch, prepared, how):
    site = Site("nginx", copy_of(prepared, scratch / "foreground"))
    command = [SERVER, "--front", site.front, "--port", str(site.port), "--data", site.data]
    # Where these tests run in the background, an interrupt would be ignored from the start.
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **heard)
    try:
        for line in running.stdout:
            if line.startswith("Stop:"):
                break
        assert requests.get(site.url + SIGN_IN).status_code == 200
        assert site.process_pids()
        running.send_signal(how)
        assert running.wait(timeout=60) == 128 + how
        assert not site.process_pids()
    finally:
        running.stdout.close()
        if running.poll() is None:
            running.kill()
            running.wait()
            site.stop()


def test_a_port_that_is_taken_is_named(apache_site, scratch, prepared):
    data = copy_of(prepared, scratch / "port-taken")
    command = [SERVER, "--detach", "--port", str(apache_site.port), "--data", data]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"port {apache_site.port} of 127.0.0.1 is taken" in done.stderr
    assert not Site("apache", data).process_pids()


@pytest.mark.parametrize(
    "arguments", [["--front", "iis"], ["--port", "0"], ["--port"], ["--port", "80a"], ["--data", "a b"], ["--data", "d" * 101], ["--wrong"]]
)
def test_a_wrong_option_is_refused_before_anything_is_done(arguments):
    done = subprocess.run([SERVER, *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("script/server: ")
