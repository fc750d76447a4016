/** Where the record of a key ceremony lies beside the room's log, without the ending: `.json`, and `.sig` over it. */
export const recordPath = (sha256: string): string => `ceremonies/${sha256}`;
