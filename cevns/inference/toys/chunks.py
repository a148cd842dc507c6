"""Answers of repeated experiments on disk, so that what was killed goes on where it was."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cevns.basics import kept
from cevns.basics.checks import Array
from cevns.basics.fingerprint import fingerprint
from cevns.basics.kinds import checked
from cevns.inference.toys.jobs import Chunk


@checked
@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with a file for every chunk: by sources, by all that was asked, by index.

    Parameters
    ----------
    folder : where it stands
    """

    folder: Path

    def file(self, chunk: Chunk) -> Path:
        """Return where the answers of a chunk are, or will be."""
        asked = fingerprint(chunk.job, chunk.seed)
        return self.folder / chunk.sources / asked / f"{chunk.start:08d}-{chunk.stop:08d}.npy"

    def taken(self, chunk: Chunk) -> Array | None:
        """Return the answers of a chunk and what they took, if they are there and whole."""
        try:
            answers = np.load(self.file(chunk), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        shape = (chunk.stop - chunk.start, len(chunk.job.question.columns) + 1)
        return answers if answers.shape == shape and answers.dtype == float else None

    def put(self, chunk: Chunk, answers: Array) -> None:
        """Keep answers: all of them or, if it is killed while it writes, none."""
        file = self.file(chunk)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "wb") as written:
            np.save(written, answers, allow_pickle=False)
        os.replace(name, file)


def shelf() -> Shelf | None:
    """Return the shelf in the folder of `cevns.basics.kept`, or nothing if nothing is kept."""
    where = kept.folder()
    return None if where is None else Shelf(where / "toys")
