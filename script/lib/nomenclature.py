"""Writes the list of what the zip is made of (a software bill of materials), in CycloneDX 1.6, to standard output.

    nomenclature.py VERSION MOMENT REPOSITORY HTMX SWIFT PACKAGE…

PACKAGE are the Debian packages of which the zip holds files; HTMX is the file of that library and SWIFT the version of the
compiler, whose library is linked in. The same arguments make the same list, byte for byte.
"""

import json
import re
import subprocess
import sys
import uuid
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote


def component(kind: str, name: str, version: str, purl: str, **more) -> dict:
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl, **more}


def of_debian(names: list[str]) -> list[dict]:
    form = "${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}\\n"
    told = subprocess.run(["dpkg-query", "--show", f"--showformat={form}", *names], check=True, text=True, capture_output=True)
    system = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    distribution = f"debian-{system['VERSION_ID'].strip(chr(34))}"
    found = []
    for line in sorted(set(told.stdout.splitlines())):
        name, version, architecture, source, source_version = line.split("\t")
        kind = "data" if name.startswith(("fonts-", "hyphen-", "ca-certificates")) else "library"
        purl = f"pkg:deb/debian/{quote(name, '')}@{quote(version, '')}?arch={architecture}&distro={distribution}"
        origin = [{"name": "source", "value": f"{source} {source_version}"}]
        found.append(component(kind, name, version, purl, properties=origin))
    return found


def of_wheels(listing: str) -> list[dict]:
    pinned = re.findall(r"^([\w.-]+)==([\w.]+) --hash=sha256:([0-9a-f]{64})$", listing, re.M)
    return [
        component("library", name, version, f"pkg:pypi/{name}@{version}", hashes=[{"alg": "SHA-256", "content": digest}])
        for name, version, digest in pinned
    ]


def of_swift(resolved: dict, compiler: str) -> list[dict]:
    found = [component("library", "swift", compiler, f"pkg:github/swiftlang/swift@swift-{compiler}-RELEASE")]
    for pin in resolved["pins"]:
        place, version = pin["location"].removeprefix("https://").removesuffix(".git"), pin["state"]["version"]
        found.append(component("library", pin["identity"], version, f"pkg:swift/{place}@{version}"))
    return found


def main(version: str, moment: str, repository: Path, htmx: Path, compiler: str, *packages: str) -> None:
    htmx_version = re.search(r'version:"([\d.]+)"', htmx.read_text())[1]
    own = component("application", "clo-compte-client", version, f"pkg:generic/clo-compte-client@{version}")
    components = [
        *of_debian(list(packages)),
        *of_swift(json.loads((repository / "Package.resolved").read_text()), compiler),
        *of_wheels((repository / "script/vendor.txt").read_text()),
        *of_wheels((repository / "script/passwords.txt").read_text()),
        component("library", "htmx.org", htmx_version, f"pkg:npm/htmx.org@{htmx_version}"),
    ]
    json.dump(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, own["purl"]).urn,
            "version": 1,
            "metadata": {
                "timestamp": datetime.fromtimestamp(int(moment), timezone.utc).isoformat(),
                "component": own,
            },
            "components": components,
            "dependencies": [{"ref": own["bom-ref"], "dependsOn": [each["bom-ref"] for each in components]}],
        },
        sys.stdout, ensure_ascii=False, indent=1,
    )
    print()


if __name__ == "__main__":
    version, moment, repository, htmx, *rest = sys.argv[1:]
    main(version, moment, Path(repository), Path(htmx), *rest)
