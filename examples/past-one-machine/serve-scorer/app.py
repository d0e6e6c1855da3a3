"""Scores embeddings over HTTP by the directions of a run.

    faultline export RUN --python scorer.py
    uvicorn app:app

POST /score {"embeddings": [[...], ...]} answers, for each, its decision value under every direction, negative = hard.
"""

import numpy as np
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

import scorer

app = FastAPI()


class Batch(BaseModel):
    embeddings: list[list[float]]


@app.get("/")
def about():
    return {"directions": scorer.DIRECTIONS, "encoder": scorer.ENCODER}


@app.post("/score")
def score(batch: Batch):
    try:
        x = np.array(batch.embeddings, dtype=np.float64)
        values = scorer.score(x)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    if not np.isfinite(values).all():
        raise HTTPException(422, "an embedding holds NaN or infinite numbers")
    return {"values": values.tolist(), "flagged": (values <= 0).tolist()}
