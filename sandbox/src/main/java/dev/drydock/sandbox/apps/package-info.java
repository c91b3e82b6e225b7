/**
 * The applications that the sandbox's worlds migrate, packaged as images: Keeper in Java under
 * Liquibase, and two in Python under Flask-Migrate and plain Alembic. None of this is production
 * code of Drydock.
 */
package dev.drydock.sandbox.apps;
