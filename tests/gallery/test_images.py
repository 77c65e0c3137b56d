import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from gallery.images import (
    ImageInfo,
    InvalidImage,
    encode_jpeg,
    encode_webp,
    inspect_upload,
    needs_no_decoding,
    open_any_upright,
    open_upright,
    upright_size,
)
from tests.gallery.pictures import (
    encoded,
    noise,
    png_chunk,
    png_claiming,
    private_jpeg,
    profile_with_red_and_green_swapped,
    scene,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def inspect(data: bytes, **limits: int) -> ImageInfo:
    return inspect_upload(io.BytesIO(data), size=len(data), **limits)


def refusal(data: bytes, **limits: int) -> InvalidImage:
    with pytest.raises(InvalidImage) as caught:
        inspect(data, **limits)
    return caught.value


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place given as parts of the width and height, rounded to 0 or 255."""
    pixel = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(pixel, tuple)
    return tuple(255 if value > 127 else 0 for value in pixel)


RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize(
    ("form", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("MPO", "jpg")]
)
def test_accepts_the_three_formats_and_phones_many_picture_jpeg(form: str, extension: str) -> None:
    options = {"save_all": True, "append_images": [scene()]} if form == "MPO" else {}
    info = inspect(encoded(scene(), form, **options))
    assert (info.width, info.height, info.extension) == (96, 64, extension)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_comes_out_upright_whatever_the_camera_was_held_like(
    form: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    # What turns an upright scene into the way such a camera stores it.
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    stored = scene() if undo is None else scene().transpose(Image.Transpose(undo))
    data = encoded(stored, form, exif=exif)
    assert (inspect(data).width, inspect(data).height) == (96, 64)
    assert upright_size(io.BytesIO(data)) == (96, 64)
    image = open_upright(io.BytesIO(data))
    assert image.size == (96, 64)
    corners = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]
    assert [colour_at(image, *corner) for corner in corners] == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (b"", "empty", 400),
        (b"just some words", "not_an_image", 400),
        (b"<!doctype html><script>alert(1)</script>", "not_an_image", 400),
        (SVG, "unsupported_format", 415),
        (b'\xef\xbb\xbf <?xml version="1.0"?>' + SVG, "unsupported_format", 415),
        (encoded(scene(), "GIF"), "unsupported_format", 415),
        (encoded(scene(), "TIFF"), "unsupported_format", 415),
        (encoded(scene(), "BMP"), "unsupported_format", 415),
        (encoded(scene(), "AVIF"), "unsupported_format", 415),
        (b"\0\0\0\x18ftypheic", "unsupported_format", 415),
        (b"\xff\xd8\xff<html><script>alert(1)</script>", "truncated", 400),
        (b"\x89PNG\r\n\x1a\n" + SVG, "truncated", 400),
        (b"RIFF\x10\0\0\0WEBP" + SVG, "truncated", 400),
        (png_claiming(60_000, 60_000), "too_many_pixels", 413),
        (png_claiming(10_000, 5_001), "too_many_pixels", 413),
        (png_claiming(100, 100), "truncated", 400),
    ],
)
def test_refuses_with_a_code_a_status_and_a_sentence(data: bytes, code: str, status: int) -> None:
    error = refusal(data)
    assert (error.code, error.status) == (code, status)
    assert str(error)[0].isupper()
    assert str(error).endswith(".")


def test_size_limits_hold_to_the_byte_and_the_pixel() -> None:
    data = encoded(scene())
    assert inspect(data, max_bytes=len(data), max_pixels=96 * 64).width == 96
    assert refusal(data, max_bytes=len(data) - 1).code == "too_large"
    assert refusal(data, max_pixels=96 * 64 - 1).code == "too_many_pixels"
    sentence = str(refusal(png_claiming(10_000, 5_001)))
    assert sentence == "That photo has more than 50 megapixels."


@pytest.mark.parametrize("extended", [False, True])
def test_webp_that_claims_more_pixels_than_allowed_reserves_no_memory(extended: bool) -> None:
    if extended:
        size = (16_383 - 1).to_bytes(3, "little") * 2
        chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    else:
        bits = 16_382 | 16_382 << 14
        chunk = b"VP8L" + struct.pack("<I", 10) + struct.pack("<BI", 0x2F, bits) + bytes(5)
    data = b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk
    assert refusal(data).code == "too_many_pixels"


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_a_photo_cut_anywhere_is_refused(form: str, options: dict[str, bool]) -> None:
    data = encoded(noise(160, 120), form, **options)
    inspect(data)
    for kept in (*range(12, 200, 7), *range(200, len(data), len(data) // 40), len(data) - 1):
        assert refusal(data[:kept]).code == "truncated", kept


def test_a_png_with_one_wrong_bit_is_refused() -> None:
    data = bytearray(encoded(noise(40, 40), "PNG"))
    data[len(data) // 2] ^= 1
    assert refusal(bytes(data)).code == "truncated"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (9, 5), (64, 48)])
def test_every_kind_of_png_is_complete(mode: str, size: tuple[int, int]) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full(size[::-1], 51_400, dtype=np.uint16))
    else:
        image = noise(*size).convert(mode)
    assert inspect(encoded(image, "PNG")).width == size[0]


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (64, 48)])
def test_an_interlaced_png_is_complete_and_one_without_its_last_rows_is_not(
    size: tuple[int, int],
) -> None:
    import cv2

    pixels = np.asarray(noise(*size))
    # Pillow and OpenCV do not write Adam7, so its seven passes are put together here.
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)]
    passes += [(0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = [
        b"\0" + row.tobytes() for x, y, dx, dy in passes for row in pixels[y::dy, x::dx] if row.size
    ]

    def png(body: bytes) -> bytes:
        header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 1)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(body)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)

    whole = png(b"".join(rows))
    decoded = cv2.imdecode(np.frombuffer(whole, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None
    assert decoded.tolist() == pixels.tolist()
    assert (inspect(whole).width, inspect(whole).height) == size
    assert refusal(png(b"".join(rows)[:-1])).code == "truncated"


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_compressed_bombs_in_a_png_header_are_refused_with_little_memory(kind: bytes) -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    data = png_claiming(8, 8, png_chunk(kind, b"name\0\0" + bomb))
    tracemalloc.start()
    error = refusal(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code == "truncated"
    assert peak < 20_000_000


def test_a_png_whose_pixels_inflate_beyond_its_size_is_not_inflated() -> None:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(200_000_000), 9))
    data = b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")
    tracemalloc.start()
    inspect(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_forty_megapixel_jpeg_is_checked_without_holding_its_pixels() -> None:
    data = encoded(scene(8000, 5000), quality=60)
    tracemalloc.start()
    assert inspect(data).width == 8000
    image = open_upright(io.BytesIO(data), min_size=(1000, 600))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert image.size == (1000, 625)
    assert peak < 10_000_000


def test_animation_gives_its_first_picture() -> None:
    data = encoded(scene(), "WEBP", save_all=True, append_images=[noise(96, 64)], lossless=True)
    assert inspect(data).width == 96
    assert open_upright(io.BytesIO(data)).tobytes() == scene().tobytes()


def test_cmyk_jpeg_is_accepted_and_becomes_rgb() -> None:
    data = encoded(scene().convert("CMYK"), quality=95)
    assert inspect(data).format == "JPEG"
    image = open_upright(io.BytesIO(data))
    assert image.mode == "RGB"
    assert colour_at(image, 0.1, 0.1) == RED


def test_sixteen_bit_grey_is_scaled_not_cut_off() -> None:
    data = encoded(Image.fromarray(np.full((8, 8), 0x8000, dtype=np.uint16)), "PNG")
    assert open_upright(io.BytesIO(data)).getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_become_white(mode: str) -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    opened = open_upright(io.BytesIO(encoded(image, "PNG", **options)))
    assert opened.mode == "RGB"
    assert opened.getpixel((3, 3)) == WHITE


def test_colours_are_converted_from_the_photos_own_profile() -> None:
    profile = profile_with_red_and_green_swapped()
    plain = open_upright(io.BytesIO(encoded(scene(), "PNG")))
    swapped = open_upright(io.BytesIO(encoded(scene(), "PNG", icc_profile=profile)))
    assert colour_at(plain, 0.1, 0.1) == RED
    assert colour_at(swapped, 0.1, 0.1) == GREEN


def test_a_broken_profile_is_passed_over() -> None:
    data = encoded(scene(), icc_profile=b"no profile at all", quality=95)
    assert inspect(data).width == 96
    assert colour_at(open_upright(io.BytesIO(data)), 0.1, 0.1) == RED


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_exif_block_is_passed_over() -> None:
    data = encoded(scene(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert inspect(data).width == 96


@pytest.mark.parametrize("orientation", [1, 6])
def test_quick_decoding_never_gives_less_than_was_asked_for(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(scene(1600, 1000), exif=exif)
    full = open_upright(io.BytesIO(data)).size
    for least in ((100, 60), (380, 240), (401, 100), (900, 100), (60, 400), (2000, 2000)):
        width, height = open_upright(io.BytesIO(data), min_size=least).size
        assert width >= min(least[0], full[0])
        assert height >= min(least[1], full[1])
    small = open_upright(io.BytesIO(data), min_size=(200, 120)).size
    assert max(small) < 900


def test_open_upright_refuses_what_inspect_refuses() -> None:
    for data in (b"words", encoded(noise(200, 200))[:-500], png_claiming(60_000, 60_000)):
        with pytest.raises(InvalidImage):
            open_upright(io.BytesIO(data))


def test_nothing_but_the_picture_is_written() -> None:
    opened = open_upright(io.BytesIO(private_jpeg()))
    carrier = Image.open(io.BytesIO(private_jpeg()))
    carrier.load()
    for image in (opened, carrier):
        for data in (encode_jpeg(image, dpi=300), encode_webp(image)):
            assert b"secret" not in data
            assert b"Exif" not in data
            assert b"EXIF" not in data
            written = Image.open(io.BytesIO(data))
            assert not dict(written.getexif())
            assert {"exif", "xmp", "comment", "icc_profile"}.isdisjoint(written.info)


def test_print_size_is_kept_in_the_jpeg() -> None:
    written = Image.open(io.BytesIO(encode_jpeg(scene(), dpi=300, full_colour=True)))
    assert written.info["dpi"] == (300, 300)


@pytest.mark.parametrize(
    ("data", "is_ready"),
    [
        (encoded(scene()), True),
        (private_jpeg(orientation=1), True),
        (private_jpeg(orientation=6), False),
        (encoded(scene().convert("CMYK")), False),
        (encoded(scene(), icc_profile=profile_with_red_and_green_swapped()), False),
        (encoded(scene(), "PNG"), False),
    ],
)
def test_knows_which_jpegs_can_be_handed_out_as_they_are(data: bytes, is_ready: bool) -> None:
    assert needs_no_decoding(io.BytesIO(data)) is is_ready


# --- Any kind of picture ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "MPO"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
def test_any_picture_comes_out_upright_with_its_full_size(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    undo = {3: 3, 6: 2, 7: 6}.get(orientation)
    upright = scene(960, 640)
    stored = upright if undo is None else upright.transpose(Image.Transpose(undo))
    image, size = open_any_upright(io.BytesIO(encoded(stored, form, exif=exif)))
    assert image.size == size == (960, 640)
    assert [colour_at(image, x, y) for x in (0.1, 0.9) for y in (0.1, 0.9)] == [
        colour_at(upright, x, y) for x in (0.1, 0.9) for y in (0.1, 0.9)
    ]


def test_any_large_jpeg_may_come_smaller_but_its_size_is_told() -> None:
    data = encoded(scene(4000, 2000))
    image, size = open_any_upright(io.BytesIO(data), min_size=(640, 480))
    assert size == (4000, 2000)
    assert image.size == (1000, 500)
