"""A host of CLO's: another web server on the database and the files of a site that runs, with a document root and
settings of its own. What is started is what script/server starts, by the same functions and the same rules."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from .site import PACKAGE, REPOSITORY, Site, free_port, wait_until
from .visitor import Visitor

EXAMPLES = REPOSITORY / "examples"
SITE_CLO = REPOSITORY / "Tests" / "EndToEnd" / "site-clo"
PARTS = ("messages", "packages", "processes", "place", "fronts")
SECRET = "0123456789abcdef0123456789abcdef-relais"


class Host:
    """Give `settings` without their `CLO_`: `Host(site, folder, PATH_CLIENT="/espace-client")`."""

    def __init__(self, site: Site, folder: Path, front: str = "apache", **settings):
        if PACKAGE:
            pytest.skip("rules of a server of one's own; those of the zip are tried in test_shared_host.py")
        self.site = site
        self.front = front
        self.folder = folder
        self.root = folder / "www"
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        folder.mkdir(mode=0o755)
        for name in ("log", "run", "site"):
            (folder / name).mkdir(mode=0o755)
        shutil.copytree(site.data.resolve() / "site" / "bin", folder / "site" / "bin")
        (folder / "site" / "fonts").symlink_to(site.data.resolve() / "site" / "fonts")
        shutil.copytree(SITE_CLO, self.root)
        shutil.copytree(REPOSITORY / "htdocs" / "compte-client", self.root / "compte-client")
        shutil.copytree(REPOSITORY / "htdocs" / "site", self.root / "site")

    def start(self) -> "Host":
        self._configure()
        subprocess.run(["chmod", "-R", "a+rX", self.root, self.folder / "site"], check=True)
        self._front("start_front", self.front, str(self.port))
        return self

    def stop(self) -> None:
        self._front("stop_front")

    def visitor(self, account=None) -> Visitor:
        visitor = Visitor(self.url)
        if account is None:
            return visitor
        base = self.office if account.area == "admin" else self.client
        visitor.get(f"{base}/connexion")
        visitor.submit(identifiant=account.identifier, mot_de_passe=account.password)
        assert visitor.response.status_code == 200 and not visitor.all("input[name=mot_de_passe]"), visitor.text("section.clo")
        return visitor

    def wait(self) -> None:
        def answers():
            with contextlib.suppress(requests.ConnectionError):
                return requests.get(f"{self.url}{self.office}/connexion", timeout=30).status_code == 200

        wait_until(answers, f"{self.url} answers; {self.log()}")

    @property
    def client(self) -> str:
        return self.settings.get("PATH_CLIENT", "/compte-client").rstrip("/")

    @property
    def office(self) -> str:
        return self.settings.get("PATH_OFFICE", "/admin").rstrip("/")

    def log(self) -> str:
        return "".join(file.read_text(errors="replace") for file in (self.folder / "log").glob("*.log"))

    def _configure(self) -> None:
        settings = self.site.configuration | {
            "CLO_LAYOUT": str(self.root / "modele.html"),
            "CLO_ASSETS": str(self.root / "compte-client" / "clo"),
        }
        settings |= {f"CLO_{key}": value for key, value in self.settings.items()}
        file = self.folder / "clo.conf"
        file.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        file.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(file, "www-data")

    def _front(self, *command: str) -> None:
        script = f'cd "$1"; for part in {" ".join(PARTS)}; do . "./$part.sh"; done; '
        script += 'home=$2; run=$home/run; htdocs=$home/www; shift 2; "$@"'
        done = subprocess.run(
            ["bash", "-euc", script, "host", REPOSITORY / "script" / "lib", self.folder, *command],
            capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}\n{self.log()}"


class PHP:
    """PHP-FPM for one host, as Debian ships it, on a socket of its own."""

    def __init__(self, host: Host):
        self.folder = host.folder
        self.socket = host.folder / "run" / "php.sock"
        self.process: subprocess.Popen | None = None
        host_user = "www-data" if os.geteuid() == 0 else None
        owner = f"user = {host_user}\ngroup = {host_user}\nlisten.owner = {host_user}\n" if host_user else ""
        (self.folder / "php-fpm.conf").write_text(
            f"[global]\nerror_log = {self.folder}/log/php.log\ndaemonize = no\n"
            f"[www]\n{owner}listen = {self.socket}\npm = static\npm.max_children = 4\ncatch_workers_output = yes\n"
        )

    def start(self) -> "PHP":
        program = sorted(Path("/usr/sbin").glob("php-fpm*"))[-1]
        command = [program, "--fpm-config", self.folder / "php-fpm.conf", "-c", "/dev/null"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.socket.exists, "PHP listens")
        return self

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)

    @property
    def apache(self) -> str:
        return (
            'LoadModule proxy_module "${CLO_MODULES}/mod_proxy.so"\n'
            'LoadModule proxy_fcgi_module "${CLO_MODULES}/mod_proxy_fcgi.so"\n'
            f'<Directory "{self.folder}/www">\n    AcceptPathInfo On\n</Directory>\n'
            f'<FilesMatch "\\.php$">\n    SetHandler "proxy:unix:{self.socket}|fcgi://localhost"\n</FilesMatch>\n'
        )

    @property
    def nginx(self) -> str:
        parameters = {
            "SCRIPT_FILENAME": "$document_root$fastcgi_script_name", "REQUEST_METHOD": "$request_method",
            "REQUEST_URI": "$request_uri", "QUERY_STRING": "$query_string", "CONTENT_TYPE": "$content_type",
            "CONTENT_LENGTH": "$content_length", "REMOTE_ADDR": "$remote_addr", "HTTP_HOST": "$http_host",
            "HTTPS": "$https if_not_empty", "REDIRECT_STATUS": "200",
        }
        lines = "".join(f"            fastcgi_param {name} {value};\n" for name, value in parameters.items())
        return (
            "        location ~ ^/[^/]+\\.php(?:/|$) {\n"
            "            fastcgi_split_path_info ^(/[^/]+\\.php)(.*)$;\n"
            f"            fastcgi_pass unix:{self.socket};\n{lines}        }}\n"
        )
