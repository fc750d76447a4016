import { openCrl, type OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ListedSerial } from './crl-writer.ts';

/** What a list that is to be published is held against. */
export interface ExpectedCrl {
  /** Of the CA certificate whose key signed it. */
  readonly spki: Buffer;
  readonly number: bigint;
  /** What the room's register says must be on it. */
  readonly entries: AsyncIterable<ListedSerial>;
  /** Octets of the list before, if there was one. */
  readonly previous: Buffer | undefined;
}

const refused = (what: string): never => {
  throw new DomainError('StatusDiverged', what);
};

/**
 * Checks a signed list before anybody sees it, with the reader that judges other people's lists: signed by the key, its number
 * above the one before, and each serial number of the register on it once, for its reason, and no other.
 *
 * @throws DomainError `StatusDiverged`. Never retried: somebody has to look.
 */
export async function checkCrl(octets: Buffer, expected: ExpectedCrl): Promise<number> {
  const list = openCrl(octets);
  if (!list.isSignedBy(expected.spki)) refused('the list is not signed by its issuer');
  if (list.crlNumber !== expected.number) refused('number of the list');
  if (expected.previous) checkAgainst(list, openCrl(expected.previous));
  const seen = new Set<string>();
  for await (const { serialNumber, reasonCode } of expected.entries) {
    if (list.find(serialNumber)?.reason !== reasonCode) refused(`serial number ${serialNumber}`);
    seen.add(serialNumber);
  }
  // As many entries as different numbers, each of which was found: none twice, and none beside them.
  if (list.size !== seen.size) refused(`${list.size} entries for ${seen.size} serial numbers`);
  return list.size;
}

/** Nothing leaves the register, so a list is never shorter than the one before. */
function checkAgainst(list: OpenCrl, before: OpenCrl): void {
  const [number = 0n, numberBefore = 0n] = [list.crlNumber, before.crlNumber];
  if (number <= numberBefore) refused('number of the list has not risen');
  if (list.size < before.size) refused('the list is shorter than the one before');
}
