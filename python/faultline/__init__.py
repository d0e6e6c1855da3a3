"""Finds, proves, names, fixes and guards against the failure modes of image classifiers."""
from .command import FaultlineError, command
from .log import log_predictions
from .runs import Run, run

__all__ = ["FaultlineError", "Run", "command", "log_predictions", "run"]
