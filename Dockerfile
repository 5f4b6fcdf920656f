# One build, three small images: `docker build --target auth .` (or appointment, notification). docker-compose.yml builds all.
# Each holds one daemon with Swift's standard library inside, its migrations and its contract, on Debian with the C libraries.

ARG SWIFT_IMAGE=swift:6.2-bookworm
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpq-dev libhiredis-dev librdkafka-dev libssl-dev libcrypt-dev libcurl4-openssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The package is read whole, tests and all, before one product is built.
COPY Package.swift ./
COPY Sources Sources
COPY Benchmarks Benchmarks
COPY Tests Tests
RUN for daemon in auth appointment notification; do \
        swift build -c release --static-swift-stdlib -Xlinker -s --product "$daemon" || exit 1; \
        install -D ".build/release/$daemon" "/daemons/$daemon"; \
    done

FROM ${BASE_IMAGE} AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpq5 libhiredis0.14 librdkafka1 libssl3 libcrypt1 libcurl4 tzdata ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin clinic
# Where the daemons look for sql/ and api/. Nothing is written: the root file system may be read-only.
WORKDIR /clinic
USER 10001:10001

FROM base AS auth
COPY --from=build /daemons/auth /usr/local/bin/auth
COPY sql/auth sql/auth
COPY api/auth.yaml api/auth.yaml
EXPOSE 3001
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["auth", "--healthcheck"]
ENTRYPOINT ["auth"]

FROM base AS appointment
COPY --from=build /daemons/appointment /usr/local/bin/appointment
COPY sql/appointment sql/appointment
COPY api/appointment.yaml api/appointment.yaml
EXPOSE 3002
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["appointment", "--healthcheck"]
ENTRYPOINT ["appointment"]

FROM base AS notification
COPY --from=build /daemons/notification /usr/local/bin/notification
COPY sql/notification sql/notification
COPY api/notification.yaml api/notification.yaml
EXPOSE 3003
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["notification", "--healthcheck"]
ENTRYPOINT ["notification"]
