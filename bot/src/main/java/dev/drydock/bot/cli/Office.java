package dev.drydock.bot.cli;

import dev.drydock.bot.Role;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.config.Settings;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Membership;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What commands need of the world behind the configuration; each part is opened when asked for. */
public interface Office extends AutoCloseable {
  Desk desk();

  /** Which of the groups a person is in, as far as this process can find out. */
  default Membership membership(String person, Collection<String> groups) {
    return Membership.none("");
  }

  /**
   * @param app name of the one app to look at, or null for all
   * @param roles whose needs are looked at
   */
  List<Check> checks(String app, Set<Role> roles);

  /**
   * All that Drydock has to be allowed in the cluster, as YAML for {@code kubectl apply}.
   *
   * @param app name of the one app, or null for all
   * @param account {@code namespace/name} of the ServiceAccount that is allowed it, or {@code
   *     user:name}; null for the ServiceAccount that asks
   */
  String rights(String app, String account);

  /** What runs of the app left of its database. */
  List<KeptBackup> backups(String app);

  /**
   * Removes something that a run left, once it is recorded who does.
   *
   * @param shown what a person has seen of {@link #backups}
   * @throws Unreachable where it cannot be recorded; then it is not done
   */
  Dropped dropBackup(String app, KeptBackup shown, Caller by);

  /**
   * @param wasThere false where it was gone already
   * @param isRecorded false where the ledger has no such run
   */
  record Dropped(boolean wasThere, boolean isRecorded) {}

  /**
   * Makes what Drydock needs on its servers, or says what it would make.
   *
   * @return what was seen to, in order; what could not be done is in it, not thrown
   */
  List<Settled> setup(Wish wish);

  /** Which runs hold an app's database and its Deployment; empty if none does. */
  List<Hold> held(String app);

  /**
   * Lets go of an app's database and Deployment, once it is recorded who does.
   *
   * @param shown what a person has seen of {@link #held}; nothing else is let go of
   * @return those of them that this ledger has no run to record it with
   * @throws Unreachable where it cannot be recorded; then nothing is let go of
   * @throws dev.drydock.bot.desk.Refused where one of these runs goes on, or by now another one
   *     holds it
   */
  List<Hold> unfence(String app, List<Hold> shown, Caller by);

  /**
   * @param which database or Deployment is held, in words
   * @param id tells it from every other hold, earlier or later
   * @param isGoing true where it is a run of this ledger that is not over
   * @param isOurs false where it is a run of another ledger, of which nothing is known here
   * @param words who it is, since when
   */
  record Hold(
      Of of, String which, String id, String run, boolean isGoing, boolean isOurs, String words) {
    /** What may be held. */
    public enum Of {
      DATABASE,
      DEPLOYMENT
    }

    /** {@code keeper@db:5432 is held by run keeper-41 (...)}. */
    public String told() {
      return which + " is held by " + words;
    }
  }

  @Override
  void close();

  /** Opens an office; reaches for nothing yet. */
  @FunctionalInterface
  interface Opener {
    Office open(Settings settings);
  }
}
