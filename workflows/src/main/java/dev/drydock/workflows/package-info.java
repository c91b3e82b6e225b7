/** What happens, in order: the procedure, its plan, its policy and its gates. */
package dev.drydock.workflows;
