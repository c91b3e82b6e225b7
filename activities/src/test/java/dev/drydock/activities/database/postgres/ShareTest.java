package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many buckets each table gets of what all have together. */
class ShareTest {
  private static final long PAGE = 8192;
  private static final long GIGABYTE = 1L << 30;

  private static List<Table> tables(int number, long bytes) {
    Table one = new Table("public", "t", bytes, true, "0::int8", null, null, false, true);
    return new ArrayList<>(Collections.nCopies(number, one));
  }

  private static long inAll(List<Table> tables) {
    Share share = Share.among(tables);
    return Share.MOST + tables.stream().mapToLong(table -> share.of(table.bytes())).sum();
  }

  @Test
  void aFewTablesHaveThemAll() {
    List<Table> few = tables(40, GIGABYTE);
    few.addAll(tables(20, PAGE));
    assertThat(Share.among(few).of(GIGABYTE)).isEqualTo(Share.MOST);
    assertThat(Share.among(few).of(PAGE)).isEqualTo(Share.MOST);
  }

  @Test
  void manyHaveFewerEach() {
    List<Table> many = tables(200, GIGABYTE);
    assertThat(Share.among(many).of(GIGABYTE)).isEqualTo(1024);
    assertThat(inAll(many)).isLessThanOrEqualTo(Share.MOST_IN_ALL);
  }

  @Test
  void thousandsOfSmallOnesLeaveTheLargeOneItsPart() {
    List<Table> many = tables(5000, PAGE);
    many.addAll(tables(1, GIGABYTE));
    assertThat(Share.among(many).of(GIGABYTE)).isEqualTo(Share.MOST);
    assertThat(Share.among(many).of(PAGE)).isEqualTo(32);
    assertThat(inAll(many)).isLessThanOrEqualTo(Share.MOST_IN_ALL);
  }

  @Test
  void aFewLargeOnesLeaveTheSmallOnesTheirs() {
    List<Table> mixed = tables(64, 100 * GIGABYTE);
    mixed.addAll(tables(1000, 1 << 20));
    assertThat(Share.among(mixed).of(1 << 20)).isGreaterThanOrEqualTo(8);
    assertThat(inAll(mixed)).isLessThanOrEqualTo(Share.MOST_IN_ALL);
  }

  @Test
  void noneHasLessThanTwo() {
    assertThat(Share.among(tables(1, 0)).of(0)).isEqualTo(2);
    assertThat(Share.among(tables(300_000, PAGE)).of(PAGE)).isEqualTo(2);
  }
}
