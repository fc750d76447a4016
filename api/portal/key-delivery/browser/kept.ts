import type { KeyKind } from '../../../../portal-client/keys.ts';
import type { KeyDelivery, RedemptionBody } from '../../../../portal-client/redemption.ts';

/** A key of this browser. It can be kept and used, and not be taken out. */
export interface KeptKey {
  readonly kind: KeyKind;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly privateKey: CryptoKey;
}

/** What this browser keeps of one application. The code is not in it. */
export interface Kept {
  readonly applicationId: string;
  readonly codeNumber: number;
  /** What proofs and MAC were asked for with; used again while its nonce is good. */
  readonly delivery?: KeyDelivery;
  readonly keys?: readonly KeptKey[];
  /** Sent, and not answered: what is sent again until it is. */
  readonly pending?: RedemptionBody;
  /** The redemption that succeeded: by it the browser gets its certificate. */
  readonly redeemed?: { readonly nonce: string; readonly mac: string };
}

const NAME = 'toroku-redeem';
const STORE = 'applications';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(STORE, { keyPath: 'applicationId' });
  });
  return (await done(opening)).transaction(STORE, mode).objectStore(STORE);
}

/** What is kept of an application; undefined in a browser that has none. */
export async function readKept(applicationId: string): Promise<Kept | undefined> {
  const reading = (await store('readonly')).get(applicationId) as IDBRequest<Kept | undefined>;
  return done(reading);
}

/** Keeps it, and returns when it is kept. */
export async function keep(kept: Kept): Promise<void> {
  await done((await store('readwrite')).put(kept));
}
