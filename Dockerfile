# The image the action runs: the lockstep binary with the PostgreSQL client and server programs it needs for
# backups and for its scratch databases. Plain Dockerfile syntax: every builder understands it.
#
#   docker build -t lockstep .
#   docker run --rm lockstep --version
#
# The base images can be replaced, for a mirror or for a build without a network:
#
#   docker build --build-arg BUILD_IMAGE=… --build-arg BASE_IMAGE=… --build-arg PG_SOURCE=debian --build-arg PG_MAJOR=15 .

ARG BUILD_IMAGE=rust:1.95-bookworm
ARG BASE_IMAGE=debian:bookworm-slim

# --- the binary -------------------------------------------------------------------------------------------
FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
# The image's toolchain is the pinned one; rustup must not look for components a build does not need.
RUN rm -f rust-toolchain.toml \
 && cargo build --release --locked --bin lockstep \
 && target/release/lockstep --version

# --- the image --------------------------------------------------------------------------------------------
FROM ${BASE_IMAGE}

# One major version for client and server. pg_dump reads servers up to its own version.
ARG PG_MAJOR=17
# pgdg: the PostgreSQL project's own packages, any major. debian: the distribution's, whatever major it has.
ARG PG_SOURCE=pgdg

# The key of the PostgreSQL packages comes with Debian's postgresql-common, signed by Debian: nothing is trusted
# because a download said so. Clusters are not made at installation; lockstep makes its own and throws them away.
# Just-in-time compilation is no use to a scratch database: leaving its library out halves the image.
# Git must read a mounted repository that belongs to another user than the one in the container.
RUN set -eu \
 && export DEBIAN_FRONTEND=noninteractive \
 && apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git libnss-wrapper postgresql-common \
 && sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
 && grep -qx 'create_main_cluster = false' /etc/postgresql-common/createcluster.conf \
 && case "$PG_SOURCE" in \
      pgdg) /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y -v "$PG_MAJOR" ;; \
      debian) ;; \
      *) echo "PG_SOURCE must be pgdg or debian" >&2; exit 1 ;; \
    esac \
 && UCF_FORCE_CONFFOLD=1 apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-confold \
      "postgresql-$PG_MAJOR" "postgresql-client-$PG_MAJOR" \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old \
      /usr/lib/*/libLLVM* /usr/lib/postgresql/*/lib/bitcode /usr/lib/postgresql/*/lib/llvmjit* \
 && git config --system --add safe.directory '*' \
 && "/usr/lib/postgresql/$PG_MAJOR/bin/postgres" --version \
 && "/usr/lib/postgresql/$PG_MAJOR/bin/pg_dump" --version

ENV PATH=/usr/lib/postgresql/${PG_MAJOR}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 \
    HOME=/tmp

COPY --from=build /build/target/release/lockstep /usr/local/bin/lockstep
COPY migrations-example /usr/share/lockstep/migrations-example
COPY LICENSE-MIT LICENSE-APACHE /usr/share/lockstep/

ARG VERSION=0.0.0
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.title="lockstep" \
      org.opencontainers.image.description="Keeps a staging and a production PostgreSQL database in step" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"

# Any other user works too (`--user "$(id -u):$(id -g)"`), with or without an entry in /etc/passwd, with a
# read-only root (`--read-only --tmpfs /tmp`) and without capabilities (`--cap-drop ALL`).
USER 65532:65532
WORKDIR /tmp
ENTRYPOINT ["/usr/local/bin/lockstep"]
CMD ["--help"]
