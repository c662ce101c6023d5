# The assistant on a CPU: no CUDA libraries, no root, nothing downloaded at run time.
FROM python:3.12-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra \
      tesseract-ocr-ita tesseract-ocr-spa tesseract-ocr-jpn tesseract-ocr-chi-sim \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home assistant \
 && install -d -o assistant /data

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY assistant assistant
COPY ui ui
COPY evals evals
# editable: guidance and templates are read from beside the source
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
RUN pip install --no-cache-dir -e '.[agents,postgres,mcp,openai,anthropic,ollama]'
COPY knowledge knowledge

USER assistant
ENV ASSISTANT_DATA_DIR=/data
VOLUME /data
EXPOSE 7860
# the first start embeds the guidance, which takes minutes
HEALTHCHECK --interval=15s --timeout=5s --start-period=10m --retries=4 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["sh", "-c", "complaint-assistant index && exec complaint-assistant serve --host 0.0.0.0 --port 7860"]
