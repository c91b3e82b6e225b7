package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page people look at while their database is migrated under it. */
final class KeeperPage {
  private KeeperPage() {}

  static String render(
      String version,
      KeeperRelease release,
      String revision,
      long count,
      List<KeeperStore.Build> latest)
      throws IOException {
    String rows = latest.stream().map(KeeperPage::row).collect(Collectors.joining("\n"));
    return template()
        .replace("{{version}}", escape(version))
        .replace("{{color}}", release.color)
        .replace("{{revision}}", escape(revision))
        .replace("{{count}}", String.format(Locale.ROOT, "%,d", count))
        .replace("{{rows}}", rows);
  }

  private static String row(KeeperStore.Build build) {
    return "<tr><td>%d</td><td>%s</td><td>%s</td><td>%s</td></tr>"
        .formatted(
            build.id(), escape(build.product()), escape(build.gitRef()), escape(build.builder()));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String template() throws IOException {
    try (InputStream page = KeeperPage.class.getResourceAsStream("/apps/keeper/page.html")) {
      if (page == null) {
        throw new FileNotFoundException("apps/keeper/page.html is not on the class path");
      }
      return new String(page.readAllBytes(), UTF_8);
    }
  }
}
