/** PostgreSQL's code of an error (SQLSTATE), or node's of a connection that broke; undefined if neither. */
export function errorCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}

/** Whether another transaction was first: a unique row is there already, or a deadlock was broken. */
export function isConflict(error: unknown): boolean {
  const code = errorCode(error);
  return code === '23505' || code === '40P01' || code === '40001';
}

/** Whether a value cannot be stored or read as what it is meant to be (class 22 of SQLSTATE). */
export const isDataException = (error: unknown): boolean =>
  errorCode(error)?.startsWith('22') === true;

/** Names by which PostgreSQL says what an error is about. */
interface Place {
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** Whether the error says that this very constraint was broken. */
export function isConstraint(error: unknown, place: Place): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const named = at as Place;
    const names = Object.keys(place) as (keyof Place)[];
    if (names.every((name) => named[name] === place[name])) return true;
  }
  return false;
}

const AWAY = /^(08...|57P0.|53300|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

/** Whether the database cannot be reached now, and the same request may work later. */
export function isDatabaseAway(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return AWAY.test(code);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    // node-postgres has no code for a connection that ended under a query.
    if (at.message.startsWith('Connection terminated')) return true;
  }
  return false;
}
