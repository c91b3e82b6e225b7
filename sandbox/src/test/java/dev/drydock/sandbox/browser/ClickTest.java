package dev.drydock.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The main job as people do it: only by typing and clicking in the page. */
class ClickTest extends BrowserWorld {
  private static final Pattern PROGRESS = Pattern.compile("(?m)^upgrade since .+: .*k4");
  private static final Pattern CODE = Pattern.compile("· code (\\S{4}-\\S{4})");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void upgrade() {
    page.actAs("ana");
    page.ask("/migrate keeper 1.9.0");
    assertThat(page.awaitCard("Waiting for 1 approval: keeper 1.8.0 → 1.9.0"))
        .contains("asked by @ana", "Will:", "Costs:", "Way back:", "Approve");
    pictures("gate");

    page.actAs("ben");
    keep("card-gate");
    Matcher code = CODE.matcher(page.cardText());
    assertThat(code.find()).as("the card has its gate's code").isTrue();
    page.press("approve");
    assertThat(page.question()).contains("Approve keeper 1.8.0 → 1.9.0?", code.group(1));
    pictures("gate-confirm");
    page.confirm();
    assertThat(page.awaitCard("Upgraded: keeper 1.8.0 → 1.9.0"))
        .contains("Downtime:", "Approved by: @ben", "Left to do: nothing");
    assertThat(page.cardButtons()).isEmpty();
    page.openThread();
    assertThat(page.awaitThread("Upgraded."))
        .contains("@ben approved", "Take down done in", "Upgrade done in", "Bring up done in");
    pictures("upgraded-thread");
    page.closeThread();
    pictures("upgraded");
    keep("card-upgraded");
    assertThat(appPage()).contains("1.9.0", "k5");
  }

  @Test
  void refusals() {
    page.actAs("ana");
    page.ask("/migrate keeper 1.9.0");
    page.awaitCard("Waiting for 1 approval");
    page.approve();
    page.awaitToldAlone("somebody else has to approve");
    pictures("self-approval");
    page.actAs("ben");
    assertThat(page.toldAlone()).doesNotContain("somebody else");

    page.actAs("gil");
    page.type("/migrate keeper 1.9.0");
    page.awaitToldAlone("Guests may not ask");
    pictures("guest");

    page.actAs("ben");
    page.press("reject");
    page.fill("reason", "Release freeze until Monday");
    pictures("reject-form");
    page.submit();
    page.awaitNoModal();
    assertThat(page.awaitCard("Rejected: keeper 1.8.0 → 1.9.0"))
        .contains(
            "Release freeze until Monday", "@ben rejected it", "Drydock touched nothing of keeper");
    assertThat(page.cardButtons()).isEmpty();
    pictures("rejected");
    assertThat(appPage()).contains("1.8.0", "k3");
  }

  @Test
  void rollback() {
    page.actAs("ana");
    page.ask("/migrate keeper 2.0.0");
    page.awaitCard("Waiting for 1 approval");
    page.actAs("cho");
    page.approve();
    assertThat(page.awaitCard("Rolled back: keeper 1.8.0 → 2.0.0"))
        .contains("division by zero", "keeper 1.8.0 is up on the old schema and data");
    assertThat(page.cardButtons()).isEmpty();
    pictures("rolled-back");
    page.openThread();
    assertThat(page.awaitThread("Rolled back:")).contains("Upgrade failed; log attached");
    pictures("rolled-back-thread");
    page.closeThread();
    assertThat(appPage()).contains("1.8.0", "k3");
  }

  @Test
  void abortDuringTheUpgrade() {
    page.actAs("ana");
    page.ask("/migrate keeper 1.9.0-sleepy");
    page.awaitCard("Waiting for 1 approval");
    page.actAs("ben");
    page.approve();
    page.awaitCard("› upgrade");
    await("progress").atMost(PATIENCE).until(() -> PROGRESS.matcher(page.cardText()).find());
    pictures("in-progress");
    page.press("abort");
    page.fill("reason", "Wrong day");
    pictures("abort-form");
    page.submit();
    assertThat(page.awaitCard("Rolled back: keeper 1.8.0 → 1.9.0-sleepy")).contains("Wrong day");
    pictures("aborted");
    assertThat(appPage()).contains("1.8.0", "k3");
  }

  @Test
  void words() {
    page.actAs("ana");
    page.type("/migrate");
    page.awaitToldAlone("No run is open");
    page.type("/migrate keper 1.9.0");
    page.awaitToldAlone("/migrate keeper 1.9.0");
    page.type("/migrate help");
    page.awaitToldAlone("/migrate reject");
    pictures("words");
    page.type("/migrate keeper");
    page.fill("version", "1 9 0");
    page.submit();
    page.see("what is wrong", org.openqa.selenium.By.cssSelector(".field-error:not(:empty)"));
    pictures("start-form");
    for (int i = 0; i < 5; i++) {
      page.fill("version", org.openqa.selenium.Keys.BACK_SPACE.toString());
    }
    int cards = page.cards();
    page.fill("version", "1.9.0");
    page.submit();
    page.awaitNoModal();
    await("the card").atMost(PATIENCE).until(() -> page.cards() > cards);
    page.awaitCard("Waiting for 1 approval: keeper 1.8.0 → 1.9.0");
    page.press("sql");
    assertThat(page.modal().getText()).contains("add column builder");
    pictures("sql");
    page.closeModal();
    page.press("abort");
    page.submit();
    page.awaitCard("Aborted: keeper");
    pictures("aborted-at-gate");
  }

  @Test
  void needsAnOperator() {
    page.actAs("ana");
    page.ask("/migrate keeper 2.0.0");
    page.awaitCard("Waiting for 1 approval");
    page.actAs("ben");
    page.approve();
    RunBook book = world.wiring().book();
    await("seal").atMost(PATIENCE).until(() -> steps(book.open().get(0)));
    var faults = world.cluster().faults();
    faults.deny("create", "deployments", "keeper");
    faults.deny("patch", "deployments", "keeper");
    try {
      assertThat(page.awaitCard("NEEDS AN OPERATOR: keeper 1.8.0 → 2.0.0"))
          .contains("is DOWN since", "@ana", "Done:", "Not done:", "bring up the old version")
          .contains("drydock resume", "/migrate resume");
      assertThat(page.cardButtons()).isEmpty();
      pictures("needs-operator");
    } finally {
      faults.allowAll();
    }
    String text = page.cardText();
    String run = text.replaceAll("(?s).*\\brun (keeper-\\S+).*", "$1");
    page.type("/migrate resume " + run);
    page.awaitCard("Rolled back: keeper 1.8.0 → 2.0.0");
    pictures("resumed");
    assertThat(appPage()).contains("1.8.0", "k3");
  }

  private static boolean steps(RunView view) {
    return view.steps().stream().anyMatch(step -> step.step() == Step.SEAL);
  }

  private void keep(String name) {
    look(Screen.PRINT);
    pictures.keep(name, page.card());
    look(Screen.DESK);
  }
}
