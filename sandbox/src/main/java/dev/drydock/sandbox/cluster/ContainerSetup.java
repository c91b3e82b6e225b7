package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.sandbox.cluster.Images.Image;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a container of a pod and its image into a program with an environment. */
final class ContainerSetup {
  private final PodWorker pod;
  private final JsonNode spec;
  private final Image image;
  private final Mounts mounts;

  ContainerSetup(PodWorker pod, JsonNode spec, Image image) {
    this.pod = pod;
    this.spec = spec;
    this.image = image;
    this.mounts = pod.mounts(spec);
  }

  /** Image, then container; mount paths replaced by real ones. */
  Map<String, String> environment(Store store, String containerId) throws ConfigException {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", image.root().resolve("bin") + File.pathSeparator + System.getenv("PATH"));
    env.put("HOSTNAME", Meta.name(pod.pod()));
    env.put("HOME", pod.dir().toString());
    env.put("TMPDIR", pod.dir().resolve("tmp").toString());
    env.put("LANG", "C.UTF-8");
    env.putAll(image.env());
    env.put("PORT", Integer.toString(pod.port()));
    env.putAll(new Environment(store, pod.pod()).of(spec));
    env.replaceAll((k, v) -> mounts.in(v));
    env.put(ProcessTree.VARIABLE, containerId);
    return env;
  }

  Program program(Map<String, String> env) throws ConfigException {
    List<String> command = Environment.expand(Json.items(spec, "command"), env);
    List<String> args = Environment.expand(Json.items(spec, "args"), env);
    List<String> all = new ArrayList<>(command.isEmpty() ? image.entrypoint() : command);
    all.addAll(args);
    if (all.isEmpty()) {
      throw new ConfigException("no command specified");
    }
    all.replaceAll(mounts::in);
    return new Program(all, env, directory(), image.root());
  }

  private Path directory() {
    String asked = Json.text(spec, "workingDir");
    if (asked.isEmpty()) {
      return image.root();
    }
    Path inImage = image.root().resolve(asked.startsWith("/") ? asked.substring(1) : asked);
    Path real = Path.of(mounts.in(asked));
    if (Files.isDirectory(inImage)) {
      return inImage;
    }
    return real.isAbsolute() && Files.isDirectory(real) ? real : image.root();
  }
}
