package dev.drydock.activities.database.postgres;

import java.util.List;

/**
 * How many buckets each table gets. What a baseline takes of the heap and of the ledger is bounded
 * by their number, so that all together have one budget, 10 MB packed. A table's part of it goes by
 * the square root of its size: neither do thousands of small tables leave nothing to the large
 * ones, nor a few large ones nothing to them. With fewer buckets rows are as surely found; it is
 * less often sure which of them are one that was changed.
 *
 * @param eachRootByte buckets for each of the root of a table's bytes
 */
record Share(double eachRootByte) {
  /** A power of two, as any number of a table's buckets is. */
  static final int MOST = 4096;

  static final int MOST_IN_ALL = 1 << 18;

  /** In one bucket nothing could be told apart; a table with no row needs none. */
  private static final int LEAST = 2;

  /** One page of rows has {@link #MOST}. */
  private static final double AMPLE = 64;

  /** The large objects, whose size is not known, have {@link #MOST}. */
  static Share among(List<Table> tables) {
    Share share = new Share(AMPLE);
    long least = (long) LEAST * tables.size();
    for (long all = share.sum(tables);
        all > MOST_IN_ALL - MOST && all > least;
        all = share.sum(tables)) {
      share = new Share(share.eachRootByte / 2);
    }
    return share;
  }

  private long sum(List<Table> tables) {
    return tables.stream().mapToLong(table -> of(table.bytes())).sum();
  }

  /**
   * @param bytes of the table's rows
   */
  int of(long bytes) {
    double wanted = Math.min(MOST, eachRootByte * Math.sqrt(bytes));
    return Math.max(LEAST, Integer.highestOneBit((int) wanted));
  }
}
