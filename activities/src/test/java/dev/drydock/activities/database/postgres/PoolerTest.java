package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What stands between Drydock and a server, and hands sessions out to others: PgBouncer as it is
 * shipped refuses options in the first packet; told to ignore them it swallows them.
 */
class PoolerTest extends WithPostgres {
  private static final int SSL_REQUEST = 80_877_103;

  @Test
  void oneThatRefusesOptionsIsToldAtOnce() throws Exception {
    refused(false);
  }

  @Test
  void oneThatSwallowsOptionsIsNotTakenForTheServer() throws Exception {
    refused(true);
  }

  private static void refused(boolean swallows) throws Exception {
    postgres.freshKeeper();
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread pooler = new Thread(() -> pool(door, swallows), "pooler");
      pooler.setDaemon(true);
      pooler.start();
      AppConfig app =
          TestApps.keeper(
              TestApps.database(door.getLocalPort()), new BackupConfig("never", "unused", 1, 1));
      PostgresDatabases databases =
          new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
      assertThatThrownBy(() -> databases.facts(app))
          .hasMessageContaining("is no PostgreSQL server but a pooler")
          .hasMessageContaining("database.host has to be the server itself");
    }
  }

  private static void pool(ServerSocket door, boolean swallows) {
    try {
      while (true) {
        Socket client = door.accept();
        Thread served = new Thread(() -> serve(client, swallows), "pooled");
        served.setDaemon(true);
        served.start();
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void serve(Socket client, boolean swallows) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      byte[] packet = packet(in);
      while (ByteBuffer.wrap(packet).getInt() == SSL_REQUEST) {
        out.write('N');
        packet = packet(in);
      }
      if (!swallows) {
        out.write(error("08P01", "unsupported startup parameter: options"));
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), postgres.port())) {
        byte[] without = withoutOptions(packet);
        DataOutputStream first = new DataOutputStream(server.getOutputStream());
        first.writeInt(without.length + Integer.BYTES);
        first.write(without);
        Thread back = new Thread(() -> copy(server, client), "pooled-back");
        back.setDaemon(true);
        back.start();
        in.transferTo(server.getOutputStream());
      }
    } catch (IOException gone) {
      // one of the two has ended
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // one of the two has ended
    }
  }

  private static byte[] packet(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt() - Integer.BYTES);
  }

  private static byte[] withoutOptions(byte[] packet) {
    ByteBuffer kept = ByteBuffer.allocate(packet.length);
    kept.put(packet, 0, Integer.BYTES);
    String[] words =
        new String(packet, Integer.BYTES, packet.length - Integer.BYTES, StandardCharsets.UTF_8)
            .split("\0", -1);
    for (int i = 0; i + 1 < words.length && !words[i].isEmpty(); i += 2) {
      if (!words[i].equals("options")) {
        kept.put((words[i] + "\0" + words[i + 1] + "\0").getBytes(StandardCharsets.UTF_8));
      }
    }
    kept.put((byte) 0);
    return java.util.Arrays.copyOf(kept.array(), kept.position());
  }

  private static byte[] error(String state, String message) {
    byte[] fields =
        ("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0\0").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(fields.length + 1 + Integer.BYTES)
        .put((byte) 'E')
        .putInt(fields.length + Integer.BYTES)
        .put(fields)
        .array();
  }
}
