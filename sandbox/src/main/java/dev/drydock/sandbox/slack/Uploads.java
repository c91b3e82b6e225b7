package dev.drydock.sandbox.slack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files, from the promise of one to its bytes. */
final class Uploads {
  record Upload(String id, String name, long lengthBytes, byte[] bytes, String title) {
    Upload with(byte[] newBytes) {
      return new Upload(id, name, lengthBytes, newBytes.clone(), title);
    }

    Upload titled(String newTitle) {
      return new Upload(id, name, lengthBytes, bytes, newTitle);
    }
  }

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  Upload promise(String name, long lengthBytes) {
    Upload upload = new Upload(Ids.of("F"), name, lengthBytes, null, name);
    uploads.put(upload.id(), upload);
    return upload;
  }

  /** False where nobody asked for that upload, or it has another length than promised. */
  boolean receive(String id, byte[] bytes) {
    Upload upload = uploads.get(id);
    if (upload == null || upload.lengthBytes() != bytes.length) {
      return false;
    }
    uploads.put(id, upload.with(bytes));
    return true;
  }

  Upload complete(String id, String title) {
    Upload upload = uploads.get(id);
    if (upload == null || upload.bytes() == null) {
      throw new SlackError("file_not_found");
    }
    Upload done = title.isEmpty() ? upload : upload.titled(title);
    uploads.put(id, done);
    return done;
  }

  /** Those that have arrived. */
  List<Upload> all() {
    return uploads.values().stream().filter(upload -> upload.bytes() != null).toList();
  }

  Optional<Upload> find(String id) {
    return Optional.ofNullable(uploads.get(id)).filter(u -> u.bytes() != null);
  }
}
