"""Let others judge the API on a site of its own: is its description valid, and true?

``python -m bench.api .schemathesis [--max-examples N]`` names the environment of the judges,
openapi-spec-validator and schemathesis, which runs every check; all further arguments are those
of ``schemathesis run``. The brake lets all through.
"""

import subprocess
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path

from .__main__ import environment
from .served import ROOT, serving


def main() -> int:
    """Return 0 if the description is valid and no check failed."""
    judges, *more = sys.argv[1:]
    with (
        tempfile.TemporaryDirectory(prefix="api-") as folder,
        serving("yibao_site.wsgi", environment(Path(folder))) as server,
    ):
        there = f"http://127.0.0.1:{server.port}/api/v1"
        status, text = server.read("/api/v1/openapi.json", {})
        described = Path(folder, "openapi.json")
        described.write_bytes(text)
        valid = [f"{judges}/bin/python", "-m", "openapi_spec_validator", str(described)]
        if status != HTTPStatus.OK or subprocess.run(valid, check=False).returncode:
            return 1
        command = [
            f"{judges}/bin/schemathesis",
            *("--config-file", ".ci/schemathesis.toml"),
            *("run", f"{there}/openapi.json", "--url", there, "--checks", "all"),
            *("--phases", "examples,coverage,fuzzing", "--seed", "1", *more),
        ]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
