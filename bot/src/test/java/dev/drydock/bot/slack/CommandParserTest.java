package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
  private final CommandParser parser = new CommandParser(List.of("keeper", "tower", "half-deck"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keeper 1.9.0",
        "  keeper   1.9.0 ",
        "KEEPER 1.9.0",
        "start keeper 1.9.0",
        "Migrate keeper 1.9.0",
        "MIGRATE keeper 1.9.0",
        "/migrate keeper 1.9.0",
        "`keeper` `1.9.0`",
        "“keeper” ‘1.9.0’",
        "«keeper» 1.9.0",
        "\"keeper\" '1.9.0'",
        "keeper\u00a01.9.0",
        "keeper\u202f1.9.0",
        "\u200bkeeper\u200d 1.9.0\ufeff",
        "keeper 1.9.0 :rocket:",
        ":ship: keeper 1.9.0",
        "keeper 1.9.0 \ud83d\ude80",
        "keeper ⚓ 1.9.0",
        "<http://keeper|keeper> 1.9.0",
        "keeper\t1.9.0\n"
      })
  void understandsWhatPhonesMakeOfIt(String typed) {
    assertThat(parser.parse(typed)).isEqualTo(new Command.Start("keeper", "1.9.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "keeper 1.9.0\u2013rc1, 1.9.0-rc1",
    "keeper 1.9.0\u2011rc1, 1.9.0-rc1",
    "keeper 1.9.0\u2212rc1, 1.9.0-rc1",
    "keeper <http://1.9.io|1.9.io>, 1.9.io",
    "keeper sha_1, sha_1"
  })
  void foldsDashesAndLinks(String typed, String version) {
    assertThat(parser.parse(typed)).isEqualTo(new Command.Start("keeper", version));
  }

  @Test
  void aloneItLists() {
    assertThat(parser.parse("")).isEqualTo(new Command.Status(null));
    assertThat(parser.parse(null)).isEqualTo(new Command.Status(null));
    assertThat(parser.parse("list")).isEqualTo(new Command.Status(null));
    assertThat(parser.parse("status keeper-41")).isEqualTo(new Command.Status("keeper-41"));
  }

  @Test
  void missingWordsAreLeftOpen() {
    assertThat(parser.parse("keeper")).isEqualTo(new Command.Start("keeper", null));
    assertThat(parser.parse("start")).isEqualTo(new Command.Start(null, null));
    assertThat(parser.parse("plan")).isEqualTo(new Command.Plan(null, null));
    assertThat(parser.parse("plan tower 2")).isEqualTo(new Command.Plan("tower", "2"));
    assertThat(parser.parse("approve")).isEqualTo(new Command.Approve(null, null));
    assertThat(parser.parse("abort")).isEqualTo(new Command.Abort(null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approve keeper-41 7F3A-K2Q9",
        "APPROVE keeper-41 7f3a-k2q9",
        "approve keeper-41 7f3ak2q9",
        "approve keeper-41 7F3A K2Q9",
        "approve keeper-41 7F3A\u2013K2Q9",
        "approve keeper-41 `7F3A-K2Q9`"
      })
  void readsCodesAsTheyAreTyped(String typed) {
    assertThat(parser.parse(typed)).isEqualTo(new Command.Approve("keeper-41", "7F3A-K2Q9"));
  }

  @Test
  void lettersThatLookAlikeInACodeAreFolded() {
    assertThat(parser.parse("approve keeper-41 OI1L-ABCD"))
        .isEqualTo(new Command.Approve("keeper-41", "0111-ABCD"));
  }

  @Test
  void reasonsAreFreeText() {
    assertThat(parser.parse("reject keeper-41 7F3A-K2Q9 --force is not a reason"))
        .isEqualTo(new Command.Reject("keeper-41", "7F3A-K2Q9", "--force is not a reason"));
    assertThat(parser.parse("reject keeper-41 too late today"))
        .isEqualTo(new Command.Reject("keeper-41", null, "too late today"));
    assertThat(parser.parse("abort keeper-41 wrong app"))
        .isEqualTo(new Command.Abort("keeper-41", "wrong app"));
  }

  @ParameterizedTest
  @CsvSource({
    "aprove keeper-41, approve keeper-41",
    "statsu, status",
    "keper 1.9.0, keeper 1.9.0",
    "plan keper 1.9.0, plan keeper 1.9.0",
    "start towr 2, tower 2",
    "status keeper-41 -v, status keeper-41",
    "keeper 1.9.0 now, keeper 1.9.0",
    "plan keeper 1.9.0 now, plan keeper 1.9.0",
    "keeper 1.9.0 --force, keeper 1.9.0",
    "keeper \u2014force, keeper",
    "--help, help",
    "xyzzyqwerty, help",
    "resume keeper-41 now, resume keeper-41",
    "approve keeper-41 yes, status keeper-41",
    "help aprove, help approve"
  })
  void aMistakeIsOnlyEverAnsweredWithWhatWouldBeRight(String typed, String instead) {
    assertThat(parser.parse(typed))
        .isInstanceOfSatisfying(
            Command.Wrong.class, wrong -> assertThat(wrong.instead()).isEqualTo(instead));
  }

  @Test
  void whatIsTooLongIsRefusedInAFewWords() {
    assertThat(parser.parse("keeper " + "9".repeat(301)))
        .isInstanceOfSatisfying(
            Command.Wrong.class,
            wrong -> assertThat(wrong.why()).contains("128").hasSizeLessThan(200));
    assertThat(parser.parse("x".repeat(100_000)))
        .isInstanceOfSatisfying(
            Command.Wrong.class, wrong -> assertThat(wrong.why()).hasSizeLessThan(200));
    assertThat(parser.parse("x".repeat(1900)))
        .isInstanceOfSatisfying(
            Command.Wrong.class, wrong -> assertThat(wrong.why()).hasSizeLessThan(600));
  }

  @Test
  void nothingTypedCanMentionOrLinkInTheAnswer() {
    Command wrong = parser.parse("&lt;!channel&gt; `x` <https://evil|click>");
    assertThat(wrong)
        .isInstanceOfSatisfying(
            Command.Wrong.class,
            w -> assertThat(w.why()).doesNotContain("<!").doesNotContain("<http"));
  }
}
