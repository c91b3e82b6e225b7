package dev.drydock.sandbox.world;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** An application that was installed somewhere, with its database. */
public interface App {
  /** Of its entry in {@code drydock.yaml}. */
  String name();

  /** The version that users are served by, or a word about why none. */
  String serving();

  /** What the schema's version table says. */
  String revision() throws SQLException;

  /**
   * Objects in its namespace that a run would have left behind: pods that are not the
   * application's.
   */
  List<String> strangers();

  Connection connect() throws SQLException;
}
