package dev.drydock.sandbox.world;

import java.nio.file.Path;
import java.util.List;

/**
 * What a world is made of.
 *
 * @param directory for all it writes; removed at the end
 * @param temporal address of a Temporal server that is there, or null to start one in this process
 * @param slackPort of the page; 0 for any
 * @param http true to deliver Slack's requests by signed HTTP instead of Socket Mode
 */
public record Settings(
    Path directory, String temporal, int slackPort, boolean http, List<Berth> berths) {}
