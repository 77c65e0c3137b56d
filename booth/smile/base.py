"""The seam between the booth and whatever finds smiles in a photo."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from PIL import Image

# A photo is decoded to about this size for a check: more pixels cost time and add nothing.
CHECK_SIZE = (640, 480)


class SmileError(Exception):
    """The backend could not check the photo; `permanent` says a retry is pointless."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class FaceScore:
    """A face's box (x, y, width, height in pixels of the checked image) and its smile, 0..1."""

    box: tuple[int, int, int, int]
    smile: float


@dataclass(frozen=True, slots=True)
class SmileResult:
    """The faces, largest first, how long the check took, and the backend's short name."""

    faces: tuple[FaceScore, ...]
    backend: str
    ms: float

    @property
    def smile(self) -> float | None:
        """The highest score: one smile is enough. None when there is no face."""
        return max((face.smile for face in self.faces), default=None)

    @property
    def least_smile(self) -> float | None:
        """The lowest score, for an event where everyone must smile. None when there is no face."""
        return min((face.smile for face in self.faces), default=None)


class BaseSmileBackend(ABC):
    """One way of finding smiles. Instances are shared by threads."""

    @abstractmethod
    def check(self, image: Image.Image) -> SmileResult:
        """Score every face in an upright RGB image; raise SmileError if that cannot be done."""
