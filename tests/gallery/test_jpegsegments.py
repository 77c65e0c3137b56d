import io

import pytest
from PIL import Image

from gallery.jpegsegments import without_metadata
from tests.gallery.pictures import encoded, noise, private_jpeg, scene


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(
    "data",
    [
        private_jpeg(),
        encoded(noise(200, 150), progressive=True, comment=b"secret-comment"),
        encoded(noise(64, 64), restart_marker_blocks=2, comment=b"secret-comment"),
        encoded(scene().convert("CMYK"), comment=b"secret-comment"),
        encoded(scene().convert("L"), comment=b"secret-comment"),
    ],
)
def test_keeps_every_pixel_and_no_secret(data: bytes) -> None:
    bare = without_metadata(data)
    assert b"secret" in data
    assert b"secret" not in bare
    assert b"Exif" not in bare
    assert pixels(bare) == pixels(data)
    assert not dict(Image.open(io.BytesIO(bare)).getexif())


def test_drops_what_comes_after_the_picture() -> None:
    many = encoded(scene(), "MPO", save_all=True, append_images=[noise(96, 64)])
    data = many + private_jpeg() + b"<script>secret</script>"
    bare = without_metadata(data)
    assert len(bare) < len(encoded(scene())) + 100
    assert pixels(bare) == pixels(encoded(scene()))


def test_drops_a_comment_between_two_scans() -> None:
    data = encoded(noise(100, 80), progressive=True)
    comment = b"\xff\xfe\x00\x10secret\xff\xd9secret"
    scan = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    table = data.rindex(b"\xff\xc4", 0, scan)
    bare = without_metadata(data[:table] + comment + data[table:])
    assert bare == without_metadata(data)


@pytest.mark.parametrize("data", [b"", b"GIF89a", private_jpeg()[:300], private_jpeg()[:-2]])
def test_refuses_what_is_not_a_whole_jpeg(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"JPEG|marker|end"):
        without_metadata(data)
