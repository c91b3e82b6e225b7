package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.ledger.sql.Sql;
import io.temporal.failure.ApplicationFailure;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Whose a database is, and how it changes hands. */
class HoldTest extends WithFence {
  @Test
  void theRunOfAnotherInstallationIsNotLetNear() throws Exception {
    PostgresDatabases other = databases(new MemoryJournal());
    databases.claim(app, RUN);
    for (String run : List.of(RUN, "keeper-42")) {
      assertThatThrownBy(() -> other.claim(app, run)).hasMessageContaining("held by run keeper-41");
      assertThatThrownBy(() -> other.fence(app, run)).hasMessageContaining("held by run keeper-41");
      assertThatThrownBy(() -> other.unfence(app, run)).hasMessageContaining("held by run");
      other.release(app, run);
    }
    assertThatThrownBy(() -> databases.claim(app, "keeper-42"))
        .as("another run of the same Drydock, by another name of the server")
        .hasMessageContaining("held by run keeper-41");
    assertThatThrownBy(() -> other.facts(app))
        .as("found in its plan")
        .hasMessageContaining("held by run keeper-41")
        .hasMessageContaining("drydock unfence keeper");
    databases.facts(app);
    databases.release(app, RUN);
    other.facts(app);
    other.claim(app, RUN);
  }

  @Test
  void whatARunThatHasEndedLeftIsTakenOverAndWhatIsFencedIsNot() throws Exception {
    databases.claim(app, RUN);
    databases.requireFree(app, RUN);
    assertThatThrownBy(() -> databases.requireFree(app, "keeper-42"))
        .hasMessageContaining("held by run keeper-41");
    journal.close(RUN);
    databases.requireFree(app, "keeper-42");
    databases.claim(app, "keeper-42");
    assertThat(databases.held(app).orElseThrow().run()).isEqualTo("keeper-42");
    assertThatThrownBy(() -> databases.claim(app, RUN))
        .hasMessageContaining("held by run keeper-42");
    databases.release(app, "keeper-42");
    assertThat(databases.held(app)).isEmpty();

    databases.claim(app, "keeper-43");
    databases.fence(app, "keeper-43");
    journal.close("keeper-43");
    assertThatThrownBy(() -> databases.claim(app, "keeper-44"))
        .as("who knows what stands behind it")
        .hasMessageContaining("held by run keeper-43");
    databases.unfence(app, "keeper-43");
    databases.release(app, "keeper-43");
  }

  @Test
  void ofManyWhoClaimOneGetsIt() throws Exception {
    databases.release(app, RUN);
    for (int round = 0; round < 5; round++) {
      CyclicBarrier together = new CyclicBarrier(4);
      List<CompletableFuture<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        PostgresDatabases one = databases(new MemoryJournal());
        claims.add(
            CompletableFuture.supplyAsync(
                () -> claims(one, together), work -> new Thread(work).start()));
      }
      assertThat(claims.stream().map(CompletableFuture::join).filter(got -> got)).hasSize(1);
      postgres.superuser("postgres", "COMMENT ON DATABASE keeper IS NULL");
    }
  }

  private boolean claims(PostgresDatabases one, CyclicBarrier together) {
    try {
      together.await();
      one.claim(app, RUN);
      return true;
    } catch (ApplicationFailure refused) {
      return false;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPersonMayBreakTheHoldOfARunThatIsNoMore() throws Exception {
    databases.release(app, RUN);
    List<String> before = postgres.query("postgres", OUTSIDE);
    PostgresDatabases other = databases(new MemoryJournal());
    other.claim(app, RUN);
    other.fence(app, RUN);
    assertThat(databases.held(app))
        .hasValueSatisfying(
            hold -> {
              assertThat(hold.run()).isEqualTo(RUN);
              assertThat(hold.isOurs()).isFalse();
              assertThat(hold.isFenced()).isTrue();
            });
    String shown = shown();
    databases.breakHold(app, shown);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
    assertThat(databases.held(app)).isEmpty();
    databases.breakHold(app, shown);
  }

  private String shown() {
    return databases.held(app).orElseThrow().id();
  }

  @Test
  void whatChangedHandsSinceItWasShownIsLeftAlone() throws Exception {
    databases.release(app, RUN);
    PostgresDatabases other = databases(new MemoryJournal());
    other.claim(app, RUN);
    String shown = shown();
    other.release(app, RUN);
    other.claim(app, "keeper-42");
    leftAlone(shown, "but by run keeper-42 (worker");

    String ofNext = shown();
    other.fence(app, "keeper-42");
    leftAlone(ofNext, "fenced"); // it goes on, whatever was thought of it

    String ofFenced = shown();
    other.release(app, "keeper-42");
    databases.claim(app, RUN);
    try (Connection user = postgres.connect("keeper", "keeper", "keeper-secret")) {
      leftAlone(ofFenced, "but by run keeper-41");
      Sql.run(user, "INSERT INTO plain VALUES (1000, 1)");
    }
    databases.breakHold(app, shown());
    assertThat(databases.held(app)).isEmpty();
  }

  private void leftAlone(String shown, String now) throws Exception {
    List<String> before = postgres.query("postgres", OUTSIDE);
    assertThatThrownBy(() -> databases.breakHold(app, shown))
        .isInstanceOf(HoldChanged.class)
        .hasMessageContaining("is no longer held by what you were shown")
        .hasMessageContaining(now);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
  }

  @Test
  void aDatabaseThatIsClosedTellsWhoHoldsIt() {
    databases.fence(app, RUN);
    assertThatThrownBy(() -> databases.facts(app))
        .hasMessageContaining("held by run keeper-41")
        .hasMessageContaining("fenced");
  }
}
