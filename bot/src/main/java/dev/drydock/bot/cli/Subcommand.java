package dev.drydock.bot.cli;

import java.util.concurrent.Callable;

/**
 * A command that another module brings, found by {@link java.util.ServiceLoader}. The class carries
 * picocli's {@code @Command(name = ...)}; its {@code @ParentCommand} is {@link DrydockCommand}; it
 * returns an exit code.
 */
public interface Subcommand extends Callable<Integer> {}
