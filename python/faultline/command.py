"""Finding and calling the `faultline` command."""
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path


SCRIPT = Path("bin") / "faultline.js"


class FaultlineError(RuntimeError):
    """The command refused or failed; the message is its own."""


def command():
    """The words that start the command.

    FAULTLINE_COMMAND if it is set, else the checkout that this package stands in, else `faultline` on the PATH, else the copy in the
    node_modules of this folder or one above it. Nothing is downloaded.
    """
    given = os.environ.get("FAULTLINE_COMMAND")
    if given:
        return shlex.split(given, posix=os.name == "posix")
    node = shutil.which("node")
    checkout = Path(__file__).resolve().parents[2]
    if node and (checkout / SCRIPT).is_file():
        return [node, str(checkout / SCRIPT)]
    found = shutil.which("faultline")
    if found:
        return [found]
    here = Path.cwd()
    for folder in (here, *here.parents):
        script = folder / "node_modules" / "faultline" / SCRIPT
        if node and script.is_file():
            return [node, str(script)]
    missing = "the faultline command" if node else "node"
    raise FaultlineError(
        f"Cannot find {missing}: this package calls a command that runs on Node.js 20.19 or later\n"
        "  hint: install Node.js, then the npm package faultline (in its checkout: npm pack && npm install --global ./faultline-*.tgz); "
        "or set FAULTLINE_COMMAND to what starts it, as \"node /path/to/faultline/bin/faultline.js\""
    )


def call(*words, quiet=False):
    """Calls the command; what it prints is passed on to this program's stderr as it comes, of a quiet one only the warnings.

    Raises FaultlineError with the command's own words if it refuses or fails. Ctrl-C stops it too; what is finished is kept.
    """
    words = [*command(), *map(os.fspath, words)]
    try:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        raise FaultlineError(f"Cannot start {words[0]!r}: {error.strerror or error}") from error
    lines = []
    try:
        with process.stdout:
            for raw in process.stdout:
                lines = lines[-199:] + [raw.decode("utf-8", "replace")]
                if not quiet or lines[-1].startswith("warning "):
                    print(lines[-1], end="", file=sys.stderr, flush=True)
        code = process.wait()
    except BaseException:  # KeyboardInterrupt: it may be that only this process was told
        if process.poll() is None:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
            process.wait()
        raise
    if code != 0:
        raise FaultlineError(_refusal(lines) or f"{words[0]} ended with code {code}")


def _refusal(lines):
    """What the command says last: from its line "error ..." on, without that word."""
    starts = [row for row, line in enumerate(lines) if line.startswith("error ")]
    told = "".join(lines[starts[-1] :] if starts else lines[-20:]).strip()
    return told[len("error ") :] if starts else told
