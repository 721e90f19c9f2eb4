# Give a digest to pin the base: --build-arg BASE_IMAGE=python:3.13-slim-bookworm@sha256:...
ARG BASE_IMAGE=python:3.13-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
# The served environment gets no pip of its own; the one beside it fills it, from locked files with hashes.
RUN python3 -m venv /opt/build && python3 -m venv --without-pip /opt/tradefacts
COPY requirements.txt requirements-build.txt ./
RUN /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.txt \
    && /opt/build/bin/pip --python /opt/tradefacts/bin/python install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN /opt/build/bin/hatchling build -t wheel -d /wheel \
    && /opt/build/bin/pip --python /opt/tradefacts/bin/python install --no-cache-dir --no-deps --no-index /wheel/*.whl

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="tradefacts" \
    org.opencontainers.image.description="A REST API serving bilateral trade facts" \
    org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 tradefacts \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tradefacts \
    && install -d -o tradefacts -g tradefacts /data
COPY --from=build /opt/tradefacts /opt/tradefacts
ENV PATH=/opt/tradefacts/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    TRADEFACTS_DATA_DIR=/data
# By number, so that an orchestrator can see it is not root.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/live'); sys.exit(c.getresponse().status != 200)"]
CMD ["tradefacts", "serve"]
