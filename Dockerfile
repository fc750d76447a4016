# syntax=docker/dockerfile:1
# Images of Toroku. One file system for every program of the office; the room's has an HSM module beside it.
#
#   docker build --target program -t toroku/program .
#   docker build --target enclave -t toroku/enclave .
#
# For production pin the base image by digest too: NODE_IMAGE=node:20.20.2-bookworm-slim@sha256:<digest>
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS packages
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/toroku
COPY package.json package-lock.json .npmrc ./
# Scripts run for the packages that package.json allows; pkcs11js is compiled here, so the images need no compiler.
RUN npm ci --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE} AS program
ENV NODE_ENV=production
WORKDIR /srv/toroku
COPY --from=packages /srv/toroku/node_modules ./node_modules
COPY . .
# Folders that volumes are mounted on: a new volume takes its owner from here.
RUN for folder in evidence office-book office-book-second enclave-book enclave-book-second hsm published documents \
      watcher-issuers watcher-certificates watcher-state jpki-anchors simulator; do \
      install -d -o node -g node -m 0750 "/var/lib/toroku/$folder"; \
    done
# The bundle of the workflows is made once a build and kept here.
RUN install -d -o node -g node node_modules/.cache/toroku
USER node
ENTRYPOINT ["node", "--import", "tsx"]
CMD ["bin/portal.ts"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "deploy/is-healthy.mjs"]

# The room. SoftHSM2 stands for a real module: take that one's library and its own configuration instead.
FROM program AS enclave
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends softhsm2 \
  && rm -rf /var/lib/apt/lists/*
COPY deploy/softhsm2.conf /etc/toroku/softhsm2.conf
USER node
CMD ["bin/enclave-worker.ts"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "deploy/is-healthy.mjs", "enclave-issue"]
