package dev.drydock.sandbox.cluster;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which real path stands for each mount path of a container. As there is no chroot, the real path
 * is written wherever the mount path stands in a command, an argument or a value: as a whole path,
 * so that {@code /run} is found in {@code test -e /run/go} but not in {@code /var/run} or {@code
 * /runner}. A path that a program makes up by itself is not found.
 */
final class Mounts {
  private final Map<String, Path> real =
      new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(p -> p));

  void add(String mountPath, Path path) {
    String clean = mountPath.length() > 1 ? mountPath.replaceAll("/+$", "") : mountPath;
    real.put(clean, path);
  }

  String in(String text) {
    if (real.isEmpty()) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    for (String path : real.keySet()) {
      all.append(all.isEmpty() ? "" : "|").append(Pattern.quote(path));
    }
    Pattern mounted = Pattern.compile("(?<![\\w.}/-])(" + all + ")(?![\\w.-])");
    return mounted
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(real.get(m.group(1)).toString()));
  }
}
