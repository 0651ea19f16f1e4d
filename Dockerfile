# syntax=docker/dockerfile:1
# The class server for a cloud, or any machine with Docker. No graphics card:
#
#   docker build -t storybook .
#   docker run --name class -p 7860:7860 -v story-books:/books storybook
#
# With the real models on NVIDIA cards (the host needs NVIDIA's container toolkit):
#
#   docker build -t storybook:gpu --build-arg EXTRAS=serve,gpu .
#   docker run --name class --gpus all -p 7860:7860 -v story-books:/books -v story-models:/models storybook:gpu
#
# The link and the code of the class stand in its output: docker logs class. What is before the port has to speak HTTPS.

ARG BASE=python:3.12.12-slim-bookworm

# ---- everything is installed here, and only its result goes on
FROM ${BASE} AS built
ARG EXTRAS=serve
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /studio
COPY pyproject.toml README.md LICENSE /source/
COPY storyhelpers /source/storyhelpers
COPY storysetup /source/storysetup
RUN /studio/bin/pip install "/source[${EXTRAS}]"

# ---- what runs
FROM ${BASE} AS served
LABEL org.opencontainers.image.title="Storybook Studio" org.opencontainers.image.licenses="Apache-2.0"
# Chinese letters for printed books; the version is that of the pinned base's Debian.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 --user-group story \
 && mkdir /books /models \
 && chown story:story /books /models
COPY --from=built /studio /studio
ENV PATH=/studio/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STORY_BOOKS=/books \
    HF_HOME=/models \
    HF_HUB_DISABLE_TELEMETRY=1 \
    GRADIO_ANALYTICS_ENABLED=False
USER 1000:1000
WORKDIR /home/story
VOLUME ["/books", "/models"]
EXPOSE 7860
# Whoever has no code is shown the login page (401): enough to know that somebody is at home.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 7860, timeout=8); c.request('GET', '/'); raise SystemExit(c.getresponse().status not in (200, 401))"]
CMD ["python", "-m", "storyhelpers", "serve", "--host", "0.0.0.0", "--port", "7860"]
