import { createMiddleware } from 'hono/factory';

/** What a program knows of the book, against the database it works on. */
export interface Fence {
  /** The failure, while the database is older than the book. */
  readonly behind: Error | undefined;
  /** Looks now. @throws DomainError `BooksBehind` */
  look(): Promise<void>;
}

/** Refusals that no database was asked for: a flood of them must not reach it either. */
const UNASKED = new Set([400, 413, 415, 429]);

/**
 * Answers nothing out of a database that is older than the book. What is refused might be refused because
 * it was lost, so a refusal is given only after a look; on what succeeds nothing is spent, because the
 * statement that writes looks by itself.
 */
export const behindFence = (fence: Fence | undefined) =>
  createMiddleware(async (c, next) => {
    if (fence?.behind) throw fence.behind;
    await next();
    const { status } = c.res;
    if (status >= 400 && status < 500 && !UNASKED.has(status)) await fence?.look();
  });
