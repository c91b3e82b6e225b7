package dev.drydock.sandbox.apps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images of the two Python applications: {@code keeper-flask} under Flask-Migrate and {@code
 * tide-alembic} under plain Alembic. An image's {@code bin} leads into a virtual environment that
 * lies outside of it, as a base layer would.
 */
public final class PythonImages {
  /**
   * Either all images by name and tag, such as {@code keeper-flask:1.9.0}, or why there are none.
   */
  public sealed interface Result {}

  public record Built(Map<String, BuiltImage> images) implements Result {}

  public record Unavailable(String reason) implements Result {}

  /**
   * @param app folder of the application among the sources
   * @param revisions the last of the application's own revisions that the image has; later ones are
   *     left out
   * @param overlays folders of {@code overlays} laid over the application, in this order
   */
  private record Recipe(
      String app, String tag, String version, String revisions, List<String> overlays) {}

  private static final String FLASK = "keeper-flask";
  private static final String ALEMBIC = "tide-alembic";
  private static final List<Recipe> RECIPES =
      List.of(
          new Recipe(FLASK, "1.8.0", "1.8.0", "r2", List.of()),
          new Recipe(FLASK, "1.9.0", "1.9.0", "r5", List.of()),
          new Recipe(FLASK, "2.0.0", "2.0.0", "r5", List.of("fails-half-way")),
          new Recipe(FLASK, "1.9.0-two-heads", "1.9.0", "r5", List.of("two-heads")),
          new Recipe(FLASK, "2.3.0-differs", "2.3.0", "r5", List.of("differs")),
          new Recipe(ALEMBIC, "1.0.0", "1.0.0", "a2", List.of()),
          new Recipe(ALEMBIC, "1.1.0", "1.1.0", "a4", List.of()),
          new Recipe(ALEMBIC, "1.2.0", "1.2.0", "a4", List.of("fails")));

  private PythonImages() {}

  /**
   * Builds every image.
   *
   * @param sources the folder {@code sandbox/apps} of a checkout
   * @param dir gets one folder per image
   * @param cache keeps the virtual environments from one time to the next; about 10 s and 60 MB
   *     each when they are first made, for which packages are downloaded
   */
  public static Result build(Path sources, Path dir, Path cache)
      throws IOException, InterruptedException {
    Map<String, BuiltImage> images = new LinkedHashMap<>();
    try {
      PythonEnvironment environments = new PythonEnvironment(cache);
      for (Recipe recipe : RECIPES) {
        Path source = sources.resolve(recipe.app());
        Path environment = environments.of(source.resolve("requirements.txt"));
        String name = recipe.app() + ":" + recipe.tag();
        images.put(
            name,
            build(source, dir.resolve(recipe.app() + "-" + recipe.tag()), environment, recipe));
      }
      return new Built(images);
    } catch (PythonEnvironment.Unavailable e) {
      return new Unavailable(e.getMessage());
    }
  }

  private static BuiltImage build(Path source, Path root, Path environment, Recipe recipe)
      throws IOException {
    ImageFiles files = ImageFiles.begin(root).copyTree(source);
    ImageFiles.deleteTree(files.root().resolve("overlays"));
    dropLaterRevisions(files.root(), recipe.revisions());
    for (String overlay : recipe.overlays()) {
      files.copyTree(source.resolve("overlays").resolve(overlay));
    }
    files.write("VERSION", recipe.version() + "\n");
    Path python = environment.resolve("bin/python");
    wrapper(files, "python3", python, "");
    wrapper(files, "alembic", python, "-m alembic");
    if (recipe.app().equals(FLASK)) {
      wrapper(files, "flask", python, "-m flask");
      wrapper(files, "keeper", python, "-m keeper");
      return BuiltImage.of(files.root(), env("KEEPER_VERSION", recipe), List.of("keeper"));
    }
    wrapper(files, "tide", python, "tide.py");
    return BuiltImage.of(files.root(), env("TIDE_VERSION", recipe), List.of("tide"));
  }

  private static Map<String, String> env(String versionName, Recipe recipe) {
    return Map.of(
        versionName, recipe.version(), "PYTHONDONTWRITEBYTECODE", "1", "PYTHONUNBUFFERED", "1");
  }

  /** Revisions are named so that they sort: r1_…, r2_… */
  private static void dropLaterRevisions(Path root, String last) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(PythonImages::isRevision).toList()) {
        String id = file.getFileName().toString().split("_", 2)[0];
        if (id.compareTo(last) > 0) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isRevision(Path file) {
    return file.getParent().getFileName().toString().equals("versions")
        && file.toString().endsWith(".py");
  }

  private static void wrapper(ImageFiles files, String name, Path python, String module)
      throws IOException {
    String script = "#!/bin/sh\nexec \"@PYTHON@\" " + module + " \"$@\"\n";
    files.program("bin/" + name, script, Map.of("PYTHON", python.toString()));
  }
}
