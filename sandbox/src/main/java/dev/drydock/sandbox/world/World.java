package dev.drydock.sandbox.world;

import dev.drydock.bot.Main;
import dev.drydock.bot.Role;
import dev.drydock.bot.Serving;
import dev.drydock.bot.Wiring;
import dev.drydock.bot.cli.Terminal;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.cluster.Cluster;
import dev.drydock.sandbox.cluster.Images;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Workspace;
import dev.drydock.workflows.book.RunBook;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Everything that Drydock meets in production, in one process tree; and Drydock itself, wired as in
 * production. Closing it ends every process and removes every file.
 */
public final class World implements Place, AutoCloseable {
  /** What a part of a world throws when it ends. */
  private interface Closing {
    void close() throws Exception;
  }

  private final Settings settings;
  private final Deque<Closing> closings = new ArrayDeque<>();
  private final Consumer<String> progress;
  private PostgresServer database;
  private Images images;
  private final Map<String, BuiltImage> built = new HashMap<>();
  private Cluster cluster;
  private KubernetesClient kubernetes;
  private FakeSlack slack;
  private String temporal;
  private Path config;
  private Wiring wiring;
  private Serving serving;
  private final FirstSchemas firstSchemas = new FirstSchemas(this);
  private final Thread atExit = new Thread(this::end, "sandbox-end");

  private World(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * @param progress is told what is being started, a line each
   */
  public static World start(Settings settings, Consumer<String> progress) throws Exception {
    World world = new World(settings, progress);
    Runtime.getRuntime().addShutdownHook(world.atExit);
    try {
      world.open();
      return world;
    } catch (Exception | Error e) {
      world.close();
      throw e;
    }
  }

  private void open() throws Exception {
    Files.createDirectories(settings.directory());
    closings.push(() -> deleteTree(settings.directory()));
    startDatabase();
    startCluster();
    startSlack();
    startDrydock();
  }

  private void startDatabase() throws IOException, SQLException {
    progress.accept("PostgreSQL");
    database =
        settings.database() == null
            ? EmbeddedServer.start(settings.directory().resolve("postgres"))
            : settings.database();
    closings.push(database::close);
    database.role("keeper", "CREATEDB IN ROLE pg_signal_backend");
    database.role("drydock", "");
    database.role("drydock_reader", "");
    database.execute("postgres", "CREATE DATABASE drydock OWNER drydock");
  }

  private void startCluster() throws IOException {
    progress.accept("a cluster whose pods are processes");
    images = new Images();
    KeeperImages.build(settings.directory().resolve("images"))
        .forEach((tag, image) -> push(Software.KEEPER.image(tag), image));
    cluster = Cluster.start(settings.directory().resolve("cluster"), images);
    closings.push(cluster::close);
    Files.writeString(settings.directory().resolve("kubeconfig"), cluster.kubeconfig());
    kubernetes =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build();
    closings.push(kubernetes::close);
  }

  private void startSlack() throws IOException {
    progress.accept("a Slack look-alike");
    slack = FakeSlack.start(Workspace.demo(), settings.slackPort());
    closings.push(slack::close);
  }

  private void startDrydock() throws IOException {
    temporal = settings.temporal();
    if (temporal == null) {
      progress.accept("Temporal's test service (keeps nothing)");
      EmbeddedTemporal service = new EmbeddedTemporal();
      closings.push(service::close);
      temporal = service.address();
    }
    progress.accept("Drydock: workflow worker, activity worker, bot");
    ConfigText text = new ConfigText(settings, temporal, database, slack);
    config = text.write();
    wiring = new Wiring(ConfigFile.load(config), System.getenv());
    closings.push(wiring::close);
    if (settings.temporal() == null) {
      SandboxAttributes.register(temporal);
    } else {
      setUp();
    }
    serving = new Serving(wiring);
    closings.push(serving::close);
    serving.start(settings.roles());
    if (!settings.roles().contains(Role.BOT)) {
      return;
    }
    if (settings.http()) {
      slack.connectHttp(
          java.net.URI.create("http://127.0.0.1:" + text.httpPort() + "/slack/events"));
    } else {
      slack.awaitConnection();
    }
  }

  /** As an operator does on a server that is there. */
  private void setUp() {
    progress.accept("drydock setup");
    StringWriter told = new StringWriter();
    int exit = drydock(told, "setup");
    if (exit != 0) {
      throw new IllegalStateException("drydock setup ended with " + exit + ":\n" + told);
    }
  }

  /**
   * The command line, with this world's configuration.
   *
   * @param told both outputs
   * @return the exit code
   */
  public int drydock(StringWriter told, String... args) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DRYDOCK_CONFIG", config.toString());
    PrintWriter out = new PrintWriter(told, true);
    return Main.run(
        new Terminal(
            out, out, new BufferedReader(Reader.nullReader()), false, false, environment, "ben"),
        args);
  }

  /** Installs an application at its old version, with data. */
  public Launched launch(Berth berth) throws Exception {
    return Launched.at(berth, this);
  }

  /** Puts an image into the registry, {@code registry.sandbox/keeper:1.9.0}. */
  public void push(String reference, BuiltImage image) {
    built.put(reference, image);
    images.put(
        reference, new Images.Image(image.digest(), image.root(), image.env(), image.entrypoint()));
  }

  /** Makes a tag of Keeper stand for the image that was built as {@code image}. */
  public void tag(String tag, String image) {
    BuiltImage found = built.get(Software.KEEPER.image(image));
    images.put(
        Software.KEEPER.image(tag),
        new Images.Image(found.digest(), found.root(), found.env(), found.entrypoint()));
  }

  public PostgresServer database() {
    return database;
  }

  FirstSchemas firstSchemas() {
    return firstSchemas;
  }

  public Cluster cluster() {
    return cluster;
  }

  public Images images() {
    return images;
  }

  public KubernetesClient kubernetes() {
    return kubernetes;
  }

  @Override
  public FakeSlack slack() {
    return slack;
  }

  public Serving serving() {
    return serving;
  }

  @Override
  public RunBook book() {
    return wiring.book();
  }

  public Wiring wiring() {
    return wiring;
  }

  /** The {@code drydock.yaml} that this world runs with. */
  public Path config() {
    return config;
  }

  public Path directory() {
    return settings.directory();
  }

  /** Of Temporal, {@code 127.0.0.1:port}. */
  public String temporal() {
    return temporal;
  }

  /** Holds the password with which Drydock goes to that app's database. */
  public Path passwordFile(Berth berth) {
    return settings.directory().resolve("secrets").resolve(berth.app());
  }

  BuiltImage image(String reference) {
    return built.get(reference);
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the process is ending: the hook is what brought us here, or has been there before
    }
  }

  /** Also on Ctrl-C, wherever the world stands; what is ended twice is ended once. */
  private synchronized void end() {
    while (!closings.isEmpty()) {
      try {
        closings.pop().close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(World.class).warn("did not end cleanly", e);
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(World::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
