package dev.drydock.sandbox.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.slack.Memberships;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Workspace;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups of a person who asks from a terminal. */
class MembershipsTest {
  private FakeSlack slack;

  @BeforeEach
  void start() throws Exception {
    slack = FakeSlack.start(Workspace.demo(), 0);
  }

  @AfterEach
  void stop() {
    slack.close();
  }

  private Membership of(String user, String token) {
    return Memberships.find(slack.apiPrefix(), token, user, List.of("S0APPROVE"));
  }

  @Test
  void whoIsInIsIn() {
    assertThat(of("U0BEN", slack.botToken())).isEqualTo(new Membership(List.of("S0APPROVE"), ""));
    assertThat(of("U0ANA", slack.botToken())).isEqualTo(Membership.none(""));
  }

  @Test
  void whatSlackDoesNotTellCountsAsNoAndIsSaid() {
    slack.faults().fail("usergroups.users.list", "plan_upgrade_required");
    Membership found = of("U0BEN", slack.botToken());
    assertThat(found.groups()).isEmpty();
    assertThat(found.trouble()).contains("S0APPROVE").contains("plan_upgrade_required");
    assertThat(of("U0BEN", "xoxb-wrong").trouble()).doesNotContain("xoxb-wrong").isNotEmpty();
  }
}
