# Small, non-root, bytecode compiled: a start costs imports, not compilation.
FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 THREADWORK_HOME=/var/lib/threadwork THREADWORK_HTTP_HOST=0.0.0.0
WORKDIR /opt/threadwork
COPY requirements.lock ./
RUN python -m venv .venv \
 && .venv/bin/pip install --quiet --no-cache-dir 'uv>=0.9' \
 && .venv/bin/uv pip install --quiet --no-cache --python .venv/bin/python --require-hashes --compile-bytecode -r requirements.lock \
 && .venv/bin/pip uninstall --quiet --yes uv
COPY app app
COPY agents agents
COPY manifest.yml LICENSE README.md ./
RUN .venv/bin/python -m compileall -q app
RUN useradd --system --create-home --home-dir /var/lib/threadwork threadwork
USER threadwork
VOLUME /var/lib/threadwork
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT [".venv/bin/python", "-m", "app"]
CMD ["serve"]
