/**
 * Joins lookups that are asked for in one turn of the event loop into one query: 64 orders at once
 * cost one round trip instead of 64.
 */
export function batchedLookup<Row>(
  find: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (key: string) => Promise<Row | undefined> {
  let open: { readonly keys: Set<string>; readonly rows: Promise<Map<string, Row>> } | undefined;

  const begin = () => {
    const keys = new Set<string>();
    const rows = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      open = undefined;
      return new Map((await find([...keys])).map((row) => [keyOf(row), row]));
    });
    return { keys, rows };
  };

  return async (key) => {
    open ??= begin();
    open.keys.add(key);
    return (await open.rows).get(key);
  };
}
