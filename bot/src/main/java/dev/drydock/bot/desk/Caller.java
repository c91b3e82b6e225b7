package dev.drydock.bot.desk;

import dev.drydock.workflows.Source;
import java.util.List;

/**
 * Who is asking.
 *
 * @param person id: the key under {@code people:} in the configuration, or {@code slack:U123} or
 *     {@code cli:login} for a person who is not named there
 * @param groups ids of the Slack user groups the person is in, found at this moment; empty where
 *     they cannot be found
 */
public record Caller(String person, List<String> groups, Source source) {}
