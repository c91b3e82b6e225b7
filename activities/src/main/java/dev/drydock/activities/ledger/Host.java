package dev.drydock.activities.ledger;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine, or pod, as an operator finds it. */
public final class Host {
  private Host() {}

  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
