"""Camera frames made of labelled face crops, as they are and under worse conditions."""

import io
import math
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image

from booth.smile.crops import Floats, Pixels

WIDTH, HEIGHT = 640, 480
NEAR, FAR = 270, 64


def labelled(folder: Path) -> list[tuple[Path, bool]]:
    """List the images of `smile/` and `nonsmile/`, with whether they are labelled as smiling."""
    return [
        (path, name == "smile")
        for name in ("smile", "nonsmile")
        for path in sorted((folder / name).glob("*.jpg"))
    ]


def read(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def frame_of(crop: Pixels, height: int, *, corner: tuple[int, int] | None = None) -> Pixels:
    """Put a crop, `height` pixels high, on its own enlarged and blurred copy; else centred."""
    width = round(crop.shape[1] * height / crop.shape[0])
    small = cv2.GaussianBlur(cv2.resize(crop, (WIDTH // 4, HEIGHT // 4)), (0, 0), 6.25)
    frame = cv2.resize(small, (WIDTH, HEIGHT))
    x, y = corner or ((WIDTH - width) // 2, (HEIGHT - height) // 2)
    scaled = cv2.resize(crop, (width, height), interpolation=cv2.INTER_CUBIC)
    frame[y : y + height, x : x + width] = scaled
    return np.asarray(frame, np.uint8)


def chance_frame(crop: Pixels, random: Generator) -> Pixels:
    """A frame with the face anywhere, of any size, a little turned, under any light."""
    turn = cv2.getRotationMatrix2D((crop.shape[1] / 2, crop.shape[0] / 2), random.normal(0, 8), 1)
    size = (crop.shape[1], crop.shape[0])
    turned = cv2.warpAffine(
        crop, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    height = int(math.exp(random.uniform(math.log(56), math.log(420))))
    corner = (
        int(random.integers(0, WIDTH - height + 1)),
        int(random.integers(0, HEIGHT - height + 1)),
    )
    return worsened(frame_of(np.asarray(turned, np.uint8), height, corner=corner), random)


def worsened(frame: Pixels, random: Generator) -> Pixels:
    """Change exposure, contrast, colour, light from a side, sharpness, noise, compression."""
    light = frame.astype(np.float32)
    if random.random() < 0.5:
        light = np.float32(255) * (light / np.float32(255)) ** np.float32(
            math.exp(random.normal(0, 0.35))
        )
    if random.random() < 0.5:
        light = (light - 128) * np.float32(random.uniform(0.5, 1.3)) + 128
        light += np.float32(random.normal(0, 20))
    if random.random() < 0.4:
        light *= np.exp(random.normal(0, 0.12, 3)).astype(np.float32)
    if random.random() < 0.3:
        light *= side_light(random.uniform(0, 2 * math.pi), random.uniform(0, 1.6))
    if random.random() < 0.3:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), random.uniform(0.5, 2)), np.float32)
    if random.random() < 0.4:
        noise = random.standard_normal(light.shape, dtype=np.float32)
        light += noise * np.float32(random.uniform(2, 15))
    if random.random() < 0.2:
        light[:] = light.mean(axis=2, keepdims=True)
    pixels = as_pixels(light)
    return compressed(pixels, int(random.integers(25, 90))) if random.random() < 0.5 else pixels


def side_light(angle: float, strength: float) -> Floats:
    """A factor per pixel that grows from one side of the frame to the other; 1 in the middle."""
    y, x = np.mgrid[-0.5 : 0.5 : HEIGHT * 1j, -0.5 : 0.5 : WIDTH * 1j]
    factor = 1 + strength * (math.cos(angle) * x + math.sin(angle) * y)
    return np.asarray(factor[..., np.newaxis], np.float32)


def compressed(frame: Pixels, quality: int) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "JPEG", quality=quality)
    with Image.open(buffer) as image:
        return np.asarray(image.convert("RGB"))


def as_pixels(light: Floats) -> Pixels:
    return np.clip(light, 0, 255).astype(np.uint8)
