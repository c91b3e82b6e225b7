package dev.drydock.bot;

import dev.drydock.bot.cli.KeptBackup;
import dev.drydock.bot.cli.Office;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Membership;
import dev.drydock.workflows.config.AppConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The office of the real command line. */
record WiredOffice(Wiring wiring) implements Office {
  @Override
  public Desk desk() {
    return wiring.desk();
  }

  @Override
  public Membership membership(String person, Collection<String> groups) {
    return wiring.membership(person, groups);
  }

  @Override
  public List<Check> checks(String app, Set<Role> roles) {
    return new Checks(wiring).all(app, roles);
  }

  @Override
  public String rights(String app, String account) {
    return new Checks(wiring).rights(app, account);
  }

  @Override
  public List<KeptBackup> backups(String app) {
    return wiring.backups().of(app(app));
  }

  @Override
  public Dropped dropBackup(String app, KeptBackup shown, Caller by) {
    return wiring.backups().drop(app(app), shown, by);
  }

  @Override
  public List<Settled> setup(Wish wish) {
    List<Settled> all = new ArrayList<>(new TemporalSetup(wiring.temporal(), wish).settle());
    all.add(wiring.ledgerTables().settle(wish.dryRun()));
    return all;
  }

  @Override
  public List<Hold> held(String app) {
    AppConfig of = app(app);
    return Stream.of(wiring.holds().ofDatabase(of), wiring.holds().ofDeployment(of))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Hold> unfence(String app, List<Hold> shown, Caller by) {
    return wiring.holds().letGo(app(app), shown, by);
  }

  private AppConfig app(String name) {
    return wiring
        .settings()
        .drydock()
        .apps()
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no app " + name));
  }

  @Override
  public void close() {
    wiring.close();
  }
}
