import type { Crl } from '../../adapters/x509/crl/crl.ts';
import { openCrl, type OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CrlContent } from './crl-writer.ts';
import { EntryDigest, type EntriesDigest } from './entry-digest.ts';
import type { EncodedEntries, ListedSerial } from './entry-octets.ts';

/** What every list that is to be published is held against. */
export interface ExpectedHead {
  /** Of the CA certificate whose key signed it. */
  readonly spki: Buffer;
  readonly content: Pick<CrlContent, 'number' | 'thisUpdate' | 'nextUpdate' | 'points'>;
  /** The list before, if there was one. */
  readonly previous: OpenCrl | undefined;
}

/** The same, of a list that was made from the register. */
export interface ExpectedCrl extends ExpectedHead {
  /** What the room's register says must be on it, in its order. */
  readonly registered: EntriesDigest;
  /** Those of the serial numbers that may not be missing, of the ones that only the list before has. */
  readonly lost: (serials: readonly string[]) => Promise<readonly string[]>;
}

const refused = (what: string): never => {
  throw new DomainError('StatusDiverged', what);
};

/** Our own lists are read whatever their size: a revocation is never refused because there are many. */
export const openOwnCrl = (octets: Buffer): OpenCrl => openCrl(octets, Number.MAX_SAFE_INTEGER);

const HOLD = 'certificateHold';

/** Serial numbers that the list before had and this one has not, asked for at once. */
const LOST_AT_ONCE = 1000;

/**
 * Checks a signed list before anybody sees it, with the reader that judges other people's lists: signed by the key, its number
 * above the one before, each serial number of the register on it once, for its reason, and no other; and none of the list
 * before gone but those whose hold was released, or whose certificate ended where the policy drops them.
 *
 * @throws DomainError `StatusDiverged`. Never retried: somebody has to look.
 */
export async function checkCrl(octets: Buffer, expected: ExpectedCrl): Promise<OpenCrl> {
  const list = openOwnCrl(octets);
  checkHead(list, expected);
  checkEntries(list, expected.registered);
  if (expected.previous) await checkNoneLost(list, expected.previous, expected.lost);
  return list;
}

/** Each serial number once; and what is read from the list is what was read from the register. */
function checkEntries(list: OpenCrl, registered: EntriesDigest): void {
  const [digest, held] = [new EntryDigest(), new Set<string>()];
  let last = '';
  for (let n = 0; n < list.size; n += 1) {
    const { serialNumber, revokedAt, reason } = list.entryNumber(n);
    digest.add(serialNumber, revokedAt, reason);
    // In the order of serial numbers none can be there twice; what is held comes behind, and is little.
    const isHeld = reason === HOLD;
    if (isHeld ? held.has(serialNumber) : serialNumber <= last) {
      refused(`serial number ${serialNumber} is there twice, or in no order`);
    }
    if (isHeld) held.add(serialNumber);
    else last = serialNumber;
  }
  for (const [serialNumber, { reason }] of held.size > 0 ? list.among(held) : []) {
    // The first of its entries: revoked and held it would be there twice.
    if (reason !== HOLD) refused(`serial number ${serialNumber} is there twice`);
  }
  const { count, sha256 } = digest.done();
  if (count !== registered.count)
    refused(`${count} entries for ${registered.count} serial numbers`);
  if (sha256 !== registered.sha256) refused('entries are not those of the register');
}

function checkHead(list: OpenCrl, { spki, content, previous }: ExpectedHead): void {
  const { number, thisUpdate, nextUpdate, points = [] } = content;
  if (!list.isSignedBy(spki)) refused('the list is not signed by its issuer');
  if (list.crlNumber !== number) refused('number of the list');
  if (list.thisUpdate.getTime() !== thisUpdate.getTime()) refused('thisUpdate of the list');
  if (list.nextUpdate?.getTime() !== nextUpdate.getTime()) refused('nextUpdate of the list');
  if (list.crl.extensions.has('2.5.29.28') !== points.length > 0) refused('scope of the list');
  if (previous && number <= (previous.crlNumber ?? 0n)) refused('number of the list has not risen');
}

async function checkNoneLost(
  list: OpenCrl,
  before: OpenCrl,
  lost: ExpectedCrl['lost'],
): Promise<void> {
  let missing: string[] = [];
  const ask = async (): Promise<void> => {
    const [first] = missing.length > 0 ? await lost(missing) : [];
    if (first !== undefined) refused(`serial number ${first} is lost`);
    missing = [];
  };
  for (const serialNumber of before.missingFrom(list)) {
    missing.push(serialNumber);
    if (missing.length >= LOST_AT_ONCE) await ask();
  }
  await ask();
}

const entriesIn = ({ der, entries: { start, end } }: Crl): Buffer => der.subarray(start, end);

/**
 * Checks a list that was made from the one before: signed, number above, what was on it octet for octet as it was, and behind
 * it what was added, each serial number of it for the first time. What it costs does not grow with the list but by copying.
 *
 * @throws DomainError `StatusDiverged`
 */
export function checkAppended(
  octets: Buffer,
  expected: ExpectedHead & {
    readonly previous: OpenCrl;
    readonly added: readonly ListedSerial[];
    readonly encoded: EncodedEntries;
  },
): OpenCrl {
  const { previous, added, encoded } = expected;
  const list = previous.followedBy(octets) ?? refused('entries of the list before');
  checkHead(list, expected);
  const { start, end } = previous.crl.entries;
  const behind = entriesIn(list.crl).subarray(end - start);
  if (!behind.equals(Buffer.concat(encoded.blocks))) refused('new entries');
  if (new Set(added.map(({ serialNumber }) => serialNumber)).size !== added.length) {
    refused('a serial number is there twice');
  }
  if (list.size !== previous.size + added.length) refused(`${list.size} entries`);
  return list;
}
