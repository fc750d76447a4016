import type { KeyLookups } from '../gate/gate.ts';
import { batchedLookup } from './batched-lookup.ts';
import type { RoomStore } from './room-store.ts';

/** Lookups of keys in the room's registers, joined into one query for all that are made in one turn. */
export function keyLookups({ store }: { readonly store: RoomStore }): KeyLookups {
  const keys = batchedLookup(
    (spkis) => store.findKeys(spkis),
    (row) => row.spki,
  );
  const refused = batchedLookup(
    (fingerprints) => store.findRefusedKeys(fingerprints),
    (row) => row.fingerprint,
  );
  return {
    findKey: async (spki) => (await keys(spki))[0],
    isKeyRefused: async (fingerprint) => (await refused(fingerprint)).length > 0,
  };
}
