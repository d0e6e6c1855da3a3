# Writes pillow-decode.json: one picture saved in every way that Pillow can save it, and what Pillow's loaders make of it.
# Run with Pillow 9.4 and numpy: python3 test/reference/pillow-decode.py
#
# "stored" is what torchvision's ImageFolder gives, image.convert("RGB"); "upright" is what Hugging Face datasets gives,
# the same after ImageOps.exif_transpose.
import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 12, 8
y, x = np.mgrid[:HEIGHT, :WIDTH]
rgb = np.stack([20 * x, 30 * y, (x * 7 + y * 13) * 2], axis=-1).astype(np.uint8)
picture = Image.fromarray(rgb)
gray = picture.convert("L")
alpha = Image.fromarray((x * 22).astype(np.uint8))
cmyk = Image.fromarray(
    np.stack([20 * x, 30 * y, 255 - 20 * x, 10 * y], axis=-1).astype(np.uint8), mode="CMYK"
)


def display_p3():
    """Pillow's sRGB profile with the primaries of Display P3, adapted to D50."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.5151, 0.2412, -0.0011),
        b"gXYZ": (0.2920, 0.6922, 0.0419),
        b"bXYZ": (0.1571, 0.0666, 0.7841),
    }
    for i in range(struct.unpack(">I", profile[128:132])[0]):
        tag, offset, _ = struct.unpack(">4sII", profile[132 + 12 * i : 144 + 12 * i])
        if tag in primaries:
            values = [round(value * 65536) for value in primaries[tag]]
            profile[offset + 8 : offset + 20] = struct.pack(">3i", *values)
    return bytes(profile)


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def encoded(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def adobe_marker(jpeg, transform):
    """A JPEG with another colour transform in its Adobe marker, or without the marker."""
    at = jpeg.index(b"\xff\xee")
    length = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    if transform is None:
        return jpeg[:at] + jpeg[at + length :]
    return jpeg[: at + length - 1] + bytes([transform]) + jpeg[at + length :]


def png16(samples):
    """A PNG of 16 bits a sample, which Pillow cannot write."""
    height, width, _ = samples.shape
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in samples)
    chunks = [(b"IHDR", struct.pack(">2I5B", width, height, 16, 2, 0, 0, 0)), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


p3 = display_p3()
cmyk_jpeg = encoded(cmyk, "JPEG", quality=95)
files = {
    "rgb.png": encoded(picture, "PNG"),
    "rgb.jpg": encoded(picture, "JPEG", quality=95, subsampling=0),
    "subsampled.jpg": encoded(picture, "JPEG", quality=90, subsampling=2),
    "progressive.jpg": encoded(picture, "JPEG", quality=90, progressive=True),
    "gray.jpg": encoded(gray, "JPEG", quality=95),
    "rgb.webp": encoded(picture, "WEBP", lossless=True),
    "lossy.webp": encoded(picture, "WEBP", quality=80),
    "rgb.tif": encoded(picture, "TIFF"),
    "jpeg.tif": encoded(picture, "TIFF", compression="jpeg"),
    "display-p3.png": encoded(picture, "PNG", icc_profile=p3),
    "display-p3.jpg": encoded(picture, "JPEG", quality=95, subsampling=0, icc_profile=p3),
    "display-p3.webp": encoded(picture, "WEBP", lossless=True, icc_profile=p3),
    "display-p3.tif": encoded(picture, "TIFF", icc_profile=p3),
    "gray.png": encoded(gray, "PNG"),
    "bilevel.png": encoded(picture.convert("1"), "PNG"),
    "palette.png": encoded(picture.quantize(32), "PNG"),
    "palette-transparent.png": encoded(picture.quantize(32), "PNG", transparency=3),
    "palette.gif": encoded(picture.quantize(32), "GIF"),
    "gray-alpha.png": encoded(Image.merge("LA", (gray, alpha)), "PNG"),
    "rgb-alpha.png": encoded(Image.merge("RGBA", (*picture.split(), alpha)), "PNG"),
    "rgb-alpha.tif": encoded(Image.merge("RGBA", (*picture.split(), alpha)), "TIFF"),
    "rgb-alpha.webp": encoded(
        Image.merge("RGBA", (*picture.split(), alpha)), "WEBP", lossless=True, exact=True
    ),
    "cmyk.tif": encoded(cmyk, "TIFF"),
    "cmyk.jpg": cmyk_jpeg,
    "cmyk-without-adobe.jpg": adobe_marker(cmyk_jpeg, None),
    "ycck.jpg": adobe_marker(cmyk_jpeg, 2),
    **{
        f"turned-{n}.jpg": encoded(
            picture, "JPEG", quality=95, subsampling=0, exif=turned(n)
        )
        for n in range(1, 9)
    },
    "rgb-16-bits.png": png16(257 * rgb.astype(np.int64) - (rgb > 9) * 200),
    "turned-6.tif": encoded(picture, "TIFF", tiffinfo={0x0112: 6}),
    "turned-6.png": encoded(picture, "PNG", exif=turned(6)),
    "turned-6.webp": encoded(picture, "WEBP", lossless=True, exif=turned(6)),
}


def pixels(image):
    image = image.convert("RGB")
    data = base64.b64encode(image.tobytes()).decode()
    return {"width": image.width, "height": image.height, "data": data}


cases = []
for name, content in files.items():
    image = Image.open(io.BytesIO(content))
    case = {"name": name, "file": base64.b64encode(content).decode(), "stored": pixels(image)}
    # Pillow itself turns a TIFF while loading it; exif_transpose of 9.4 would turn it again, later ones do not.
    is_upright = image.format == "TIFF"
    upright = pixels(image if is_upright else ImageOps.exif_transpose(Image.open(io.BytesIO(content))))
    cases.append(case if upright == case["stored"] else {**case, "upright": upright})
reference = {
    "script": "test/reference/pillow-decode.py",
    "pillow": PIL.__version__,
    "cases": cases,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")
