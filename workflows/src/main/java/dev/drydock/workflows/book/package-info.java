/**
 * The run as the ledger tells it: events, and the view folded from them that cards, lists and
 * audits are drawn from.
 */
package dev.drydock.workflows.book;
