package dev.drydock.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The database that each application starts with: made once by Keeper's own tool, in a pod. */
final class KeeperTemplate {
  private static final String POD = Installation.NAMESPACE + "-keeper-template";
  private static final String NAME = POD.replace('-', '_');
  private static KeeperTemplate made;

  private final Installation installation;

  private KeeperTemplate(Installation installation) {
    this.installation = installation;
  }

  static synchronized KeeperTemplate of(Installation installation) throws Exception {
    if (made == null) {
      KeeperTemplate template = new KeeperTemplate(installation);
      template.make();
      made = template;
    }
    return made;
  }

  void copyTo(String name) throws Exception {
    installation.server().drop(name);
    installation
        .server()
        .execute(
            "postgres", "CREATE DATABASE " + name + " TEMPLATE " + NAME + " OWNER " + Server.OWNER);
  }

  /** As many builds as that, for what takes long. */
  void grow(int builds) throws Exception {
    int has = Integer.parseInt(installation.server().one(NAME, "select count(*) from build"));
    installation
        .server()
        .execute(
            NAME,
            "insert into build (product_id, git_ref, client_key)"
                + " select 1 + i % 2, 'tickets/DM-' || i / 7, 'seed-' || i"
                + " from generate_series("
                + (has + 1)
                + ", "
                + builds
                + ") i",
            "analyze");
  }

  private void make() throws Exception {
    installation.server().database(NAME, Server.OWNER);
    migrate();
    installation
        .server()
        .execute(
            NAME,
            "SET ROLE " + Server.OWNER,
            "insert into product (slug) values ('pipelines'), ('firefly')",
            "insert into build (product_id, git_ref, client_key)"
                + " select 1 + i % 2, 'tickets/DM-' || i / 7, 'seed-' || i"
                + " from generate_series(1, 5000) i");
  }

  private void migrate() {
    var pods = installation.kubernetes().pods().inNamespace("default");
    pods.withName(POD).withGracePeriod(0).delete();
    Awaitility.await().until(() -> pods.withName(POD).get() == null);
    pods.resource(pod()).create();
    Awaitility.await("the first schema")
        .atMost(120, TimeUnit.SECONDS)
        .until(
            () -> {
              String phase = pods.withName(POD).get().getStatus().getPhase();
              if (phase.equals("Failed")) {
                throw new AssertionError(pods.withName(POD).getLog());
              }
              return phase.equals("Succeeded");
            });
    pods.withName(POD).delete();
  }

  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName(POD)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("flask")
        .withImage(installation.parts().image(Installation.KEEPER + ":1.8.0"))
        .withCommand("flask", "db", "upgrade")
        .addNewEnv()
        .withName("DATABASE_URL")
        .withValue(installation.databaseUrl(NAME))
        .endEnv()
        .endContainer()
        .endSpec()
        .build();
  }
}
