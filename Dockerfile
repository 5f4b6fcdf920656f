# One build, four small images: `docker build --target auth .` (or appointment, notification, edge). docker-compose.yml builds all.
# A daemon's holds it alone with Swift's standard library inside, its migrations and its contract, on Debian with the C libraries; the
# edge's the pages and its settings, on nginx.
#
# Packages are pinned as far as a mirror of Debian 12 keeps versions: a security fix replaces the one before it, so what follows the
# upstream version, or for OpenSSL and curl its series, is open.

ARG SWIFT_IMAGE=swift:6.3.1-bookworm
ARG BASE_IMAGE=debian:bookworm-slim
ARG EDGE_IMAGE=nginx:1.30-trixie

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        'libpq-dev=15.*' 'libhiredis-dev=0.14.1-*' 'librdkafka-dev=2.0.2-*' 'libssl-dev=3.0.*' 'libcrypt-dev=1:4.4.33-*' \
        'libcurl4-openssl-dev=7.88.1-*' 'pkg-config=1.8.1-*' \
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
        'libpq5=15.*' 'libhiredis0.14=0.14.1-*' 'librdkafka1=2.0.2-*' 'libssl3=3.0.*' 'libcrypt1=1:4.4.33-*' 'libcurl4=7.88.1-*' \
        tzdata ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin clinic
# Where the daemons look for sql/ and api/. Nothing is written: the root file system may be read-only. A checkout under umask 077
# gives files that only root could read, so each image opens its own.
WORKDIR /clinic

FROM base AS auth
COPY --from=build /daemons/auth /usr/local/bin/auth
COPY sql/auth sql/auth
COPY api/auth.yaml api/auth.yaml
RUN chmod -R a+rX .
USER 10001:10001
EXPOSE 3001
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["auth", "--healthcheck"]
ENTRYPOINT ["auth"]

FROM base AS appointment
COPY --from=build /daemons/appointment /usr/local/bin/appointment
COPY sql/appointment sql/appointment
COPY api/appointment.yaml api/appointment.yaml
RUN chmod -R a+rX .
USER 10001:10001
EXPOSE 3002
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["appointment", "--healthcheck"]
ENTRYPOINT ["appointment"]

FROM base AS notification
COPY --from=build /daemons/notification /usr/local/bin/notification
COPY sql/notification sql/notification
COPY api/notification.yaml api/notification.yaml
RUN chmod -R a+rX .
USER 10001:10001
EXPOSE 3003
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["notification", "--healthcheck"]
ENTRYPOINT ["notification"]

FROM ${EDGE_IMAGE} AS edge
COPY web /usr/share/nginx/html
COPY edge/nginx.conf /etc/clinic/nginx.conf
COPY edge/container.sh /usr/local/bin/edge
RUN chmod -R a+rX /usr/share/nginx/html /etc/clinic && chmod 755 /usr/local/bin/edge
USER 101:101
EXPOSE 3010
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3010/"]
ENTRYPOINT ["edge"]
