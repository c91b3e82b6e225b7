/** {@code drydock setup}: makes what Drydock needs on its servers, and takes nothing away. */
package dev.drydock.bot.cli.setup;
