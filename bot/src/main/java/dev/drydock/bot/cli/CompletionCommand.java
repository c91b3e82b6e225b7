package dev.drydock.bot.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "completion",
    description = {"Print completion for bash and zsh:", "  source <(drydock completion)"})
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    root.print(List.of(Cli.completion(spec.commandLine().getParent())));
    return Exit.DONE.code();
  }
}
