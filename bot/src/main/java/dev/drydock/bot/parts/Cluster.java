package dev.drydock.bot.parts;

import dev.drydock.activities.kubernetes.Account;
import dev.drydock.activities.kubernetes.AfterOutage;
import dev.drydock.activities.kubernetes.Rights;
import dev.drydock.activities.kubernetes.RoleList;
import dev.drydock.activities.kubernetes.RunningApp;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.config.ConfigException;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DrydockConfig.KubernetesConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The cluster, as this process's account sees it. */
public final class Cluster implements AutoCloseable {
  private final KubernetesClient client;

  private Cluster(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws ConfigException the kubeconfig has no such context
   */
  public static Cluster open(KubernetesConfig at) {
    return new Cluster(
        new KubernetesClientBuilder()
            .withConfig(config(at))
            .withHttpClientBuilderConsumer(AfterOutage::patience)
            .build());
  }

  /**
   * @throws ConfigException the kubeconfig has no such context: another one could be another
   *     cluster
   */
  static Config config(KubernetesConfig at) {
    String wanted = at.context();
    Config found =
        at.kubeconfig() == null
            ? Config.autoConfigure(wanted)
            : Config.fromKubeconfig(wanted, new File(at.kubeconfig()));
    NamedContext chosen = found.getCurrentContext();
    if (wanted != null && (chosen == null || !wanted.equals(chosen.getName()))) {
      throw new ConfigException(
          "kubernetes.context is \""
              + wanted
              + "\"; the kubeconfig has "
              + found.getContexts().stream().map(NamedContext::getName).sorted().toList());
    }
    return found;
  }

  public KubernetesClient client() {
    return client;
  }

  /**
   * What the account that asks may not do for the app, in words; empty when nothing is missing.
   *
   * @throws Unreachable the cluster cannot be asked
   */
  public String missingRights(AppConfig app) {
    try {
      return Rights.said(new Rights(client).missing(app));
    } catch (KubernetesClientException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String server = client.getConfiguration().getMasterUrl();
      throw new Unreachable("the cluster " + server + " cannot be asked: " + root.getMessage(), e);
    }
  }

  /**
   * All that Drydock has to be allowed for these apps, as YAML for {@code kubectl apply}.
   *
   * @param account {@code namespace/name} of the ServiceAccount that is allowed it, or {@code
   *     user:name}; null for the ServiceAccount that asks
   * @throws IllegalArgumentException when it is written otherwise, or a user asks: that may be a
   *     person at a workstation, to whom the Role would then be bound instead
   */
  public String rights(List<AppConfig> apps, String account) {
    Account bound = account == null ? Account.ask(client) : Account.written(account);
    if (account == null && bound.isUser()) {
      throw new IllegalArgumentException(
          "The cluster takes you for user "
              + bound.name()
              + ", who would be bound instead of Drydock's own account. Ask as that one: "
              + RoleList.command(apps.size() == 1 ? apps.get(0).name() : null)
              + ". Where Drydock works as this user: --account user:"
              + bound.name());
    }
    return RoleList.of(apps, bound);
  }

  /** What to type, or have somebody type, where rights are missing; and what that applies. */
  public String mend(AppConfig app) {
    String command = RoleList.command(app.name());
    Account asks = Account.ask(client);
    return asks.isUser()
        ? command + "\nSo says the cluster of user " + asks.name() + "; ask as the activity worker"
        : command + "\nwhich applies:\n" + RoleList.of(List.of(app), asks).stripTrailing();
  }

  /** What runs now, in one line. */
  public String running(AppConfig app) {
    RunningApp seen = RunningApp.look(client, app, false);
    return seen.image().reference() + ", " + seen.replicas() + " replicas";
  }

  /**
   * @throws Secrets.Missing it is not there, or may not be read
   */
  public String secret(SecretRef.Kubernetes ref) {
    String place = "Secret " + ref.namespace() + "/" + ref.name();
    try {
      Secret secret = client.secrets().inNamespace(ref.namespace()).withName(ref.name()).get();
      if (secret == null) {
        throw new Secrets.Missing(place + " is not there");
      }
      String value = secret.getData() == null ? null : secret.getData().get(ref.key());
      if (value == null) {
        throw new Secrets.Missing(place + " has no key " + ref.key());
      }
      return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (KubernetesClientException e) {
      throw new Secrets.Missing(place + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
