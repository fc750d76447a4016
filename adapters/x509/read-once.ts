import { MalformedDer } from './der-reader.ts';

/**
 * As `read`, but reads an object once, however often it is asked for: paths through one certificate are many. A
 * `MalformedDer` is kept as well. Kept while the object is.
 */
export function readOnce<K extends object, V>(read: (of: K) => V): (of: K) => V {
  const kept = new WeakMap<K, { readonly value: V } | MalformedDer>();
  const reading = (of: K): { readonly value: V } | MalformedDer => {
    try {
      return { value: read(of) };
    } catch (error) {
      if (error instanceof MalformedDer) return error;
      throw error;
    }
  };
  return (of) => {
    const found = kept.get(of) ?? reading(of);
    kept.set(of, found);
    if (found instanceof MalformedDer) throw found;
    return found.value;
  };
}
