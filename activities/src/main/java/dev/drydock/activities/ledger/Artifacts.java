package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Contents by digest, compressed, and the names they go by in a run. */
final class Artifacts {
  private Artifacts() {}

  static Artifact keep(Connection connection, String kind, byte[] content) throws SQLException {
    Artifact artifact = new Artifact(Digest.of(content), content.length, kind);
    Sql.update(
        connection,
        "INSERT INTO artifacts (digest, kind, size_bytes, gzip) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        artifact.digest(),
        kind,
        artifact.sizeBytes(),
        zip(content));
    return artifact;
  }

  static Optional<byte[]> fetch(Connection connection, String digest) throws SQLException {
    return Sql.first(
        connection,
        row -> unzip(row.getBytes(1), row.getInt(2)),
        "SELECT gzip, size_bytes FROM artifacts WHERE digest = ?",
        digest);
  }

  static void name(Connection connection, String run, String name, Artifact artifact)
      throws SQLException {
    EventLog.serialise(connection);
    if (named(connection, run, name).filter(artifact::equals).isPresent()) {
      return;
    }
    Sql.update(
        connection,
        "INSERT INTO names (run, name, digest, size_bytes, kind) VALUES (?, ?, ?, ?, ?)",
        run,
        name,
        artifact.digest(),
        artifact.sizeBytes(),
        artifact.kind());
  }

  static Optional<Artifact> named(Connection connection, String run, String name)
      throws SQLException {
    return Sql.first(
        connection,
        row -> new Artifact(row.getString(1), row.getLong(2), row.getString(3)),
        "SELECT digest, size_bytes, kind FROM names WHERE run = ? AND name = ?"
            + " ORDER BY seq DESC LIMIT 1",
        run,
        name);
  }

  private static byte[] zip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] unzip(byte[] gzip, int sizeBytes) {
    // not readAllBytes, which holds it twice
    byte[] content = new byte[sizeBytes];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      if (in.readNBytes(content, 0, sizeBytes) < sizeBytes || in.read() != -1) {
        throw new IOException("it has not the size it was kept with");
      }
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
