"""Finding and calling the `faultline` command."""
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


class FaultlineError(RuntimeError):
    """The command refused or failed; the message is its own."""


def command():
    """The words that start the command.

    FAULTLINE_COMMAND if it is set, else the checkout that this package stands in, else `faultline` on the PATH, else a project's
    own copy through npx, which is asked to download nothing.
    """
    given = os.environ.get("FAULTLINE_COMMAND")
    if given:
        return shlex.split(given)
    script = Path(__file__).resolve().parents[2] / "bin" / "faultline.js"
    node = shutil.which("node")
    if node and script.is_file():
        return [node, str(script)]
    found = shutil.which("faultline")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx:
        return [npx, "--no", "faultline"]
    raise FaultlineError(
        "Cannot find the faultline command: install Node.js 20.19 or later, then: npm install --global faultline"
    )


def call(*words, quiet=False):
    """Calls the command and gives its stdout; its stderr is passed on as it comes.

    Raises FaultlineError with the last lines of stderr if the exit code is not 0.
    """
    words = [*command(), *map(os.fspath, words)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE)
        lines = []
        with process.stderr:
            for raw in process.stderr:
                line = raw.decode("utf-8", "replace")
                lines = lines[-19:] + [line]
                if not quiet:
                    print(line, end="", file=sys.stderr, flush=True)
        code = process.wait()
        if code != 0:
            told = "".join(lines).strip()
            raise FaultlineError(told or f"{words[0]} ended with code {code}")
        out.seek(0)
        return out.read().decode("utf-8")
