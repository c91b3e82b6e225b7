package dev.drydock.bot.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.methods.MethodsClient;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers a pressed button. It counts only on the card that we posted for that run, for the gate
 * that was drawn on it.
 */
final class Presses {
  private final Desk desk;
  private final CardStore cards;
  private final Asks asks;
  private final MethodsClient client;
  private final Work quick;
  private final Kept<String, Boolean> seen = new Kept<>(Duration.ofMinutes(10), 2000);

  Presses(Desk desk, CardStore cards, Asks asks, MethodsClient client, Work quick) {
    this.desk = desk;
    this.cards = cards;
    this.asks = asks;
    this.client = client;
    this.quick = quick;
  }

  /** Where a button was pressed, as Slack signed it. */
  private record Spot(String action, Press press, String channel, String ts) {}

  /** False when there is too much to do already. */
  boolean handle(BlockActionPayload payload) {
    var action = payload.getActions().get(0);
    Asker asker = asker(payload);
    String once =
        String.join("|", asker.team(), asker.user(), action.getActionTs(), action.getActionId());
    Optional<Press> press = Press.read(action.getValue());
    if (!isOurs(action.getActionId()) || !seen.isNew(once, true)) {
      return true;
    }
    String ts = payload.getContainer() == null ? null : payload.getContainer().getMessageTs();
    return quick.offer(
        asker,
        "press of " + action.getActionId(),
        press.map(Press::run).orElse(null),
        () -> {
          Press read = press.orElseThrow(() -> new Refused("I cannot read that button.", "status"));
          pressed(asker, new Spot(action.getActionId(), read, asker.channel(), ts));
        });
  }

  private static boolean isOurs(String action) {
    return switch (action) {
      case Press.APPROVE, Press.REJECT, Press.ABORT, Press.SQL -> true;
      default -> false;
    };
  }

  private static Asker asker(BlockActionPayload payload) {
    String team = payload.getUser().getTeamId();
    return new Asker(
        team == null && payload.getTeam() != null ? payload.getTeam().getId() : team,
        payload.getUser().getId(),
        payload.getChannel() == null ? null : payload.getChannel().getId(),
        payload.getResponseUrl(),
        payload.getTriggerId());
  }

  private void pressed(Asker asker, Spot spot) throws Exception {
    RunView view = desk.known(spot.press().run());
    String person = asks.caller(asker, view, spot.action(), List.of()).caller().person();
    try {
      checkCard(spot, view);
      checkMoment(spot, view);
    } catch (Refused refused) {
      desk.book()
          .refused(
              new Refusal(view.run(), person, Source.SLACK, spot.action(), refused.getMessage()));
      throw refused;
    }
    carryOut(asker, spot, view);
  }

  private void carryOut(Asker asker, Spot spot, RunView view) throws Exception {
    String memo = new Memo(asker.channel(), asker.responseUrl(), spot.press()).write();
    switch (spot.action()) {
      case Press.APPROVE -> asks.decide(asker, view.run(), spot.press().digest(), true, "");
      case Press.REJECT -> Opening.open(client, asker, Modals.reject(view, memo));
      case Press.ABORT -> Opening.open(client, asker, Modals.abort(view, memo));
      default -> Opening.open(client, asker, Modals.sql(view, sql(view)));
    }
  }

  private void checkCard(Spot spot, RunView view) {
    boolean ours =
        cards
            .find(view.run())
            .filter(card -> card.ts() != null && card.ts().equals(spot.ts()))
            .filter(card -> card.channel().equals(spot.channel()))
            .isPresent();
    if (!ours || !view.run().equals(spot.press().run())) {
      throw new Refused(
          "That message is not the card of run " + view.run() + "; nothing was done.",
          "status " + view.run());
    }
  }

  private static void checkMoment(Spot spot, RunView view) {
    if (spot.action().equals(Press.SQL)) {
      return;
    }
    if (view.isClosed()) {
      throw new Refused(
          "Run " + view.run() + " is over: " + view.report().outcome().word() + ".",
          "status " + view.run());
    }
    if (spot.action().equals(Press.ABORT)) {
      return;
    }
    GateView gate =
        view.openGate()
            .orElseThrow(
                () ->
                    new Refused(
                        "Run " + view.run() + " is not waiting at a gate any more.",
                        "status " + view.run()));
    if (!spot.press().isFor(gate)) {
      throw new Refused(
          "The plan of " + view.run() + " is not the one you were shown; look at the card again.",
          "status " + view.run());
    }
  }

  private String sql(RunView view) {
    Artifact sql = view.plan() == null ? null : view.plan().schema().sql();
    if (sql == null) {
      throw new Refused("Run " + view.run() + " has no SQL to show.", "status " + view.run());
    }
    return desk.book()
        .artifact(sql.digest())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> new Refused("The SQL of " + view.run() + " is not at hand.", ""));
  }
}
