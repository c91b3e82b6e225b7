package dev.drydock.sandbox.canary;

/** Somewhere that no secret may stand. */
public interface Place {
  /** For people: {@code ledger as drydock_reader}. */
  String name();

  /** Shows all that stands there. */
  void show(Shown shown) throws Exception;

  /** Takes what a place shows, piece by piece. */
  @FunctionalInterface
  interface Shown {
    /**
     * @param where in the place, for people
     * @param content as it is stored; what is compressed as gzip is looked at unpacked too
     */
    void piece(String where, byte[] content);
  }

  static Place of(String name, Showing showing) {
    return new Place() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void show(Shown shown) throws Exception {
        showing.show(shown);
      }
    };
  }

  /** Shows a place. */
  @FunctionalInterface
  interface Showing {
    void show(Shown shown) throws Exception;
  }
}
