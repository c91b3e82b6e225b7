package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names an image by its content: SHA-256 over the sorted relative paths, whether each is
 * executable, and their contents, then env (sorted) and entrypoint. Every part is preceded by its
 * length, so that no two different images run together into the same bytes. Links are named by
 * their target.
 */
final class ImageDigest {
  private final MessageDigest sha = sha256();

  private ImageDigest() {}

  static String of(Path root, Map<String, String> env, List<String> entrypoint) {
    ImageDigest digest = new ImageDigest();
    try {
      digest.addTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the image in " + root, e);
    }
    new TreeMap<>(env).forEach((name, value) -> digest.add("env", name, value));
    entrypoint.forEach(word -> digest.add("entrypoint", word));
    return "sha256:" + HexFormat.of().formatHex(digest.sha.digest());
  }

  private void addTree(Path root) throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    try (var all = Files.walk(root)) {
      all.filter(path -> !Files.isDirectory(path) || Files.isSymbolicLink(path))
          .filter(path -> !isByproduct(root.relativize(path)))
          .forEach(path -> files.put(slashed(root.relativize(path)), path));
    }
    for (var file : files.entrySet()) {
      addFile(file.getKey(), file.getValue());
    }
  }

  private void addFile(String name, Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      add("link", name, Files.readSymbolicLink(path).toString());
    } else {
      add(Files.isExecutable(path) ? "program" : "file", name);
      add(Files.readAllBytes(path));
    }
  }

  /** Python writes compiled files into the image when it first runs; they are not its content. */
  private static boolean isByproduct(Path relative) {
    for (Path part : relative) {
      if (part.toString().equals("__pycache__")) {
        return true;
      }
    }
    return false;
  }

  private static String slashed(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  private void add(String... parts) {
    for (String part : parts) {
      add(part.getBytes(UTF_8));
    }
  }

  private void add(byte[] part) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    sha.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
