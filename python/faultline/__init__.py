"""Finds, proves, names, fixes and guards against the failure modes of image classifiers.

    run = faultline.run(images=paths, labels=y, predictions=p, embeddings=features)
    run.flagged("cat")          # the images of cats on which the model fails consistently, hardest first
    run.sampler()               # a PyTorch sampler that shows them more often
    help(faultline.run)         # everything that can be given
"""
from .command import FaultlineError, command
from .log import log_predictions
from .make_run import run
from .runs import Run

__all__ = ["FaultlineError", "Run", "command", "log_predictions", "run"]
