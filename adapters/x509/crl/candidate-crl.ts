import { MalformedDer } from '../der-reader.ts';
import { joinKeys, nameKeys, type NameKeys } from '../path/distinguished-names.ts';
import { CRL_EXTENSION } from './crl.ts';
import {
  type IssuingDistributionPoint,
  issuingDistributionPoint,
  pointNameKeys,
} from './distribution-points.ts';
import type { OpenCrl } from './open-crl.ts';

/** A CRL that may say something about a certificate, with what is compared about it read once. */
export interface CandidateCrl {
  readonly open: OpenCrl;
  readonly issuer: NameKeys;
  readonly issuerKey: string;
  readonly point: IssuingDistributionPoint | undefined;
  /** Keys of the names of `point`, if it has any. */
  readonly pointKeys: ReadonlySet<string> | undefined;
  readonly number: bigint | undefined;
  /** There if this is a delta CRL. */
  readonly baseNumber: bigint | undefined;
}

/** Extensions of a CRL that are processed here; another one that is critical forbids its use (RFC 5280 §5.2). */
const PROCESSED: ReadonlySet<string> = new Set(Object.values(CRL_EXTENSION));

/** Why the CRL cannot be used by anybody, whatever it is asked; undefined if it can. */
export function reasonNotToUse(open: OpenCrl): string | undefined {
  const unknown = [...open.crl.extensions].find(
    ([oid, { critical }]) => critical && !PROCESSED.has(oid),
  );
  if (unknown) return `critical extension ${unknown[0]} is not known`;
  if (open.hasUnknownCriticalEntry) return 'an entry has a critical extension that is not known';
  return open.nextUpdate === undefined ? 'it has no nextUpdate' : undefined;
}

/** @throws MalformedDer for extensions that cannot be read */
export function candidateCrl(open: OpenCrl): CandidateCrl {
  const issuer = nameKeys(open.crl.issuer);
  const point = issuingDistributionPoint(open.crl);
  const { onlyContainsUserCerts, onlyContainsCACerts, onlyContainsAttributeCerts } = point ?? {};
  const only = [onlyContainsUserCerts, onlyContainsCACerts, onlyContainsAttributeCerts];
  // RFC 5280 §5.2.5: at most one of them.
  if (only.filter(Boolean).length > 1) throw new MalformedDer('point contains nothing');
  return {
    open,
    issuer,
    issuerKey: joinKeys(issuer),
    point,
    pointKeys: point?.name && new Set(pointNameKeys(point.name, [issuer])),
    number: open.crlNumber,
    baseNumber: open.baseCrlNumber,
  };
}

/** Whether the list is the one in force: thisUpdate has come, nextUpdate has not. */
export const isCurrent = ({ thisUpdate, nextUpdate }: OpenCrl, at: Date): boolean =>
  at >= thisUpdate && nextUpdate !== undefined && at <= nextUpdate;

/** Both have the extension with the same octets, or neither has it. */
function haveSame(a: OpenCrl, b: OpenCrl, oid: string): boolean {
  const [one, other] = [a, b].map(({ crl }) => crl.extensions.get(oid)?.value);
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

/** Whether a delta CRL may complete a CRL (RFC 5280 §5.2.4, §6.3.3 (c)). */
export function isDeltaOf(delta: CandidateCrl, base: CandidateCrl): boolean {
  if (delta.baseNumber === undefined || delta.number === undefined || base.number === undefined) {
    return false;
  }
  return (
    delta.issuerKey === base.issuerKey &&
    haveSame(delta.open, base.open, CRL_EXTENSION.issuingDistributionPoint) &&
    haveSame(delta.open, base.open, CRL_EXTENSION.authorityKeyIdentifier) &&
    delta.baseNumber <= base.number &&
    base.number < delta.number
  );
}
