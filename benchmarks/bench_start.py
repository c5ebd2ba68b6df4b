"""How soon a desk answers, what its first page weighs, and what the default install holds.

    python benchmarks/bench_start.py [--install]

With --install it makes a virtual environment of its own, installs the package from this folder (which wants the
package index) and counts packages and MB with bytecode; it takes a minute or two.
"""

from __future__ import annotations

import argparse
import gzip
import re
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from figures import tell
from served import PROGRAM, Client, serving
from stand import folder_of_our_own

HERE = Path(__file__).resolve().parents[1]
PEER_PAGE = "108-923 KB: chat widgets of five desks (design, section 8)"


def help_seconds() -> list[float]:
    """Return the seconds of `fairdesk --help`, some times."""
    taken = []
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([PROGRAM, "--help"], capture_output=True, check=True)
        taken.append(time.perf_counter() - began)
    return taken


def first_answer(port: int) -> None:
    """Ask the demo desk a question its articles answer, and wait for the answer."""
    client = Client(port)
    begun = client.post_json("/api/v1/conversations", {"language": "en"}).json()
    message = {"text": "How long does a refund take?", "client_message_id": uuid.uuid4().hex}
    path = f"/api/v1/conversations/{begun['conversation']}"
    client.post_json(f"{path}/messages", message, begun["token"])
    while not any(entry["voice"] == "assistant" for entry in read(client, path, begun["token"])):
        time.sleep(0.05)


def read(client: Client, path: str, token: str) -> list[dict[str, str]]:
    """Return the entries of a conversation."""
    return list(client.ask("GET", path, Authorization=f"Bearer {token}").json()["entries"])


def page_weight(port: int) -> None:
    """Tell what a customer's browser fetches for the first page."""
    client = Client(port)
    page = client.get("/")
    text = page.body.decode()
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+|/logo[^"]*)"', text))
    bodies = {"the page": page.body} | {path: client.get(path).body for path in sorted(wanted)}
    packed = {path: len(gzip.compress(body, 6)) for path, body in bodies.items()}
    note = ", ".join(f"{Path(path).name} {size / 1000:.1f}" for path, size in packed.items())
    tell("customer's page, all of it, gzip", sum(packed.values()) / 1000, "KB", at_most=40, note=note, peer=PEER_PAGE)
    tell(
        "customer's page, as sent",
        sum(map(len, bodies.values())) / 1000,
        "KB",
        note="the server packs nothing itself",
    )
    tell("customer's page, requests", len(bodies), at_most=10)
    elsewhere = re.findall(r'(?:src|action)="https?://', text)
    tell("customer's page, third parties", len(elsewhere), at_most=0)


def install() -> None:
    """Tell the packages and MB of `pip install .` in a fresh environment."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        python = Path(folder).resolve() / "env/bin/python"
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        began = time.perf_counter()
        pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-q", str(HERE)], check=True)
        spent = time.perf_counter() - began
        listed = subprocess.run([*pip, "list", "--format=freeze"], capture_output=True, text=True, check=True).stdout
        packages = [line for line in listed.splitlines() if line.split("==")[0] not in ("pip", "setuptools")]
        site = next(python.parents[1].glob("lib/python*/site-packages"))
        subprocess.run([str(python), "-m", "compileall", "-q", str(site)], check=False, capture_output=True)
        files = [file for file in site.rglob("*") if file.is_file() and not re.match(r"(pip|setuptools|pkg_resources|_distutils_hack)", file.relative_to(site).parts[0])]  # fmt: skip
        tell("packages of the default install", len(packages), at_most=60)
        tell("default install with bytecode", sum(file.stat().st_size for file in files) / 1e6, "MB", at_most=400)
        tell("default install takes", spent, "s", note="downloads or the local cache included")


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--install", action="store_true")
    given = options.parse_args()
    taken = help_seconds()
    tell("fairdesk --help, best", min(taken), "s", at_most=0.3, n=len(taken), note=f"slowest {max(taken):.2f}")
    with folder_of_our_own() as folder:
        began = time.perf_counter()
        with serving(folder, "--demo") as desk:
            first_answer(desk.port)
            spent = time.perf_counter() - began
            note = f"ready after {desk.seconds:.1f}; the demo company is made meanwhile"
            tell("empty folder to first answered message", spent, "s", at_most=10, n=1, note=note,
                 peer="10-30 min, four services and a model key")  # fmt: skip
            page_weight(desk.port)
        with serving(folder) as desk:
            tell("fairdesk serve to ready, desk set up", desk.seconds, "s", n=1)
    if given.install:
        install()


if __name__ == "__main__":
    main()
