"""Runs every `sh` block of README.md in a fresh clone, as a stranger would.

A line that ends in `# exits N` must exit with N, every other one with 0.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
readme = (root / "README.md").read_text()
blocks = re.findall(r"^```sh\n(.*?)^```$", readme, flags=re.M | re.S)
if not blocks:
    sys.exit("README.md has no sh block")

with tempfile.TemporaryDirectory() as folder:
    clone = pathlib.Path(folder) / "saml-doctor"
    subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
    # What is built already is not built again; what is run is the clone's.
    environment = dict(os.environ, CARGO_TARGET_DIR=os.environ.get("CARGO_TARGET_DIR", str(root / "target")))
    for block in blocks:
        for line in block.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            said = re.search(r"# exits (\d+)\s*$", line)
            expected = int(said.group(1)) if said else 0
            print(f"$ {line}", flush=True)
            run = subprocess.run(["bash", "-c", line], cwd=clone, env=environment)
            if run.returncode != expected:
                sys.exit(f"README.md: {line!r} exits {run.returncode}, expected {expected}")
