# Drydock's image. Build it after Maven has (bot/target/lib holds Drydock and what it needs, and nothing of the sandbox):
#
#   mvn -B -DskipTests package && docker build -t registry.example/drydock:0.1.0 .
#
# Without Docker the same layout is: the packages of image/packages on Debian 12, bot/target/lib as /opt/drydock/lib,
# image/drydock as /opt/drydock/bin/drydock, user 10001.
#
#   --build-arg BASE=...          another Debian 12, such as your mirror's
#   --build-arg POSTGRESQL="16 18"  pg_dump and pg_restore of those versions beside Debian's 15, from PostgreSQL's own package
#                                 repository. One has to be as new as the newest server; each server's own is taken where it
#                                 is there, and what 17 and newer restore needs a server of 17 or newer
ARG BASE=debian:12-slim
FROM ${BASE}
ARG POSTGRESQL=
COPY image/packages /tmp/packages
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update -q; \
    apt-get install -y -q --no-install-recommends $(sed 's/#.*//' /tmp/packages); \
    if [ -n "$POSTGRESQL" ]; then \
      apt-get install -y -q --no-install-recommends postgresql-common; \
      sh /usr/share/postgresql-common/pgdg/*.postgresql.org.sh -y; \
      apt-get install -y -q --no-install-recommends $(printf 'postgresql-client-%s ' $POSTGRESQL); \
    fi; \
    rm -rf /var/lib/apt/lists/* /tmp/packages; \
    install -d -o 10001 -g 10001 /var/lib/drydock/backups
COPY image/drydock /opt/drydock/bin/drydock
COPY bot/target/lib /opt/drydock/lib
ENV PATH=/opt/drydock/bin:/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
USER 10001:10001
ENTRYPOINT ["/opt/drydock/bin/drydock"]
CMD ["help"]
