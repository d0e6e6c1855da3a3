"""The same with images: pixels in, scores out, by ONNX Runtime.

    faultline export RUN --onnx scorer.onnx --with-encoder
    pip install onnxruntime fastapi uvicorn && uvicorn app_onnx:app

POST /score {"pixels": [[[[...]]]]}: float[n, 3, height, width], prepared as the encoder's preprocessor_config.json says.
"""

import json

import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel

session = onnxruntime.InferenceSession("scorer.onnx")
directions = json.loads(session.get_modelmeta().custom_metadata_map["faultline.directions"])
pixels = session.get_inputs()[0].name
app = FastAPI()


class Images(BaseModel):
    pixels: list


@app.post("/score")
def score(images: Images):
    x = np.array(images.pixels, dtype=np.float32)
    values, flagged = session.run(["faultline_scores", "faultline_flagged"], {pixels: x})
    return {"directions": directions, "values": values.tolist(), "flagged": flagged.tolist()}
