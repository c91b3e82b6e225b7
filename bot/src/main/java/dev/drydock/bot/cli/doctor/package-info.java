/**
 * {@code drydock doctor}: looks at everything Drydock needs, and says how to mend what is wrong.
 */
package dev.drydock.bot.cli.doctor;
