"""Writes the tiny CLIP as a folder that Hugging Face libraries load."""
import json

import torch

import captions
import scenes
from clip_model import DIMENSIONS


def write_folder(folder, vision, text):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    vision.eval()
    text.eval()
    torch.onnx.export(
        vision,
        torch.zeros(2, 3, scenes.SIZE, scenes.SIZE),
        str(folder / "onnx/vision_model.onnx"),
        input_names=["pixel_values"],
        output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}},
        opset_version=14,
    )
    ids = torch.ones(2, 5, dtype=torch.int64)
    torch.onnx.export(
        text,
        (ids, ids),
        str(folder / "onnx/text_model.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["text_embeds"],
        dynamic_axes={
            "input_ids": {0: "batch", 1: "length"},
            "attention_mask": {0: "batch", 1: "length"},
            "text_embeds": {0: "batch"},
        },
        opset_version=14,
    )
    for name, content in files().items():
        (folder / name).write_text(json.dumps(content, indent=2) + "\n")


def files():
    side = {"height": scenes.SIZE, "width": scenes.SIZE}
    special = [
        {"id": i, "content": word, "special": True, "single_word": False, "lstrip": False,
         "rstrip": False, "normalized": False}
        for i, word in enumerate(["[PAD]", "[UNK]"])
    ]
    return {
        "config.json": {
            "architectures": ["CLIPModel"],
            "model_type": "clip",
            "projection_dim": DIMENSIONS,
            "vision_config": {
                "model_type": "clip_vision_model",
                "image_size": scenes.SIZE,
                "projection_dim": DIMENSIONS,
            },
            "text_config": {
                "model_type": "clip_text_model",
                "vocab_size": len(captions.VOCABULARY),
                "max_position_embeddings": captions.LENGTH,
                "projection_dim": DIMENSIONS,
                "pad_token_id": captions.PAD,
            },
        },
        "preprocessor_config.json": {
            "image_processor_type": "CLIPImageProcessor",
            "feature_extractor_type": "CLIPFeatureExtractor",
            "do_convert_rgb": True,
            "do_resize": True,
            "size": side,
            "resample": 3,
            "do_center_crop": False,
            "crop_size": side,
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": True,
            "image_mean": [scenes.MEAN] * 3,
            "image_std": [scenes.STD] * 3,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": captions.LENGTH,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "tokenizer.json": {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": special,
            "normalizer": {"type": "Lowercase"},
            "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": None,
            "decoder": None,
            "model": {"type": "WordLevel", "vocab": captions.VOCABULARY, "unk_token": "[UNK]"},
        },
    }
