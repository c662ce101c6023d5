"""Loading a sentence-transformers CrossEncoder that a setting names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


def load_cross_encoder(model: str, variable: str) -> CrossEncoder:
    """Return the model, giving logits. Raises SettingsError naming the variable and the cause."""
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    try:
        loaded: CrossEncoder = CrossEncoder(model, device="cpu", activation_fn=Identity())
    except Exception as error:  # the library raises many kinds for one fact: no such model
        raise SettingsError(
            f"{variable}: {model!r} cannot be loaded "
            f"({(str(error).strip() or type(error).__name__).splitlines()[0][:160]}). "
            "Name a CrossEncoder's folder or id, or leave it empty."
        ) from error
    return loaded
