import {
  enumerated,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  seq,
  smallInteger,
  time,
} from '../adapters/x509/der-writer.ts';
import type { Authority } from './authority.ts';
import { SHA256_WITH_RSA } from './profile.ts';
import { REVOCATION_REASONS } from './status.ts';
import type { CertificateStatus } from './status.ts';

/** The switch to a new list is once a day; the one before may answer a little longer. */
const LASTS_MS = 25 * 3_600_000;

/** RFC 5280 §5.3.1: certificateHold. */
const HOLD = 6;

/** What the list is made of. */
export interface RevocationListContent {
  readonly authority: Authority;
  /** Serial numbers in hex with what J-LIS knows; those that are good are passed over. */
  readonly certificates: Iterable<readonly [serialNumber: string, status: CertificateStatus]>;
  readonly thisUpdate: Date;
}

const extension = (id: string, value: Buffer): Buffer => seq(oid(id), octetString(value));

/** An entry with its reason (RFC 5280 §5.1.2.6); unspecified is left out, as §5.3.1 asks. */
function entry(serialNumber: string, since: Date, reason: number): Buffer {
  const because = seq(extension('2.5.29.21', enumerated(reason)));
  const serial = integer(Buffer.from(serialNumber, 'hex'));
  return seq(serial, time(since), ...(reason === 0 ? [] : [because]));
}

/** A revocation that is to come is not known yet. */
function entryOf(
  [serialNumber, status]: readonly [string, CertificateStatus],
  thisUpdate: Date,
): Buffer[] {
  if (status.status === 'revoked') {
    const { revokedAt, reason } = status;
    const since = new Date(revokedAt);
    return since > thisUpdate ? [] : [entry(serialNumber, since, REVOCATION_REASONS[reason])];
  }
  return status.status === 'onHold' ? [entry(serialNumber, new Date(status.since), HOLD)] : [];
}

/**
 * A full CRL of one CA, signed by its own key (RFC 5280 §5). In what form J-LIS gives its lists to verifiers is not
 * public; this is the plainest. The number is that of the minute, so that it rises over restarts.
 */
export function revocationList(content: RevocationListContent): Promise<Buffer> {
  const { authority, thisUpdate } = content;
  const entries = [...content.certificates].flatMap((each) => entryOf(each, thisUpdate));
  const number = Math.floor(thisUpdate.getTime() / 60_000);
  const tbs = seq(
    smallInteger(1),
    SHA256_WITH_RSA,
    authority.name,
    time(thisUpdate),
    time(new Date(thisUpdate.getTime() + LASTS_MS)),
    ...(entries.length === 0 ? [] : [seq(...entries)]),
    explicit(
      0,
      seq(
        extension('2.5.29.35', seq(implicit(0, authority.keyIdentifier))),
        extension('2.5.29.20', integer(Buffer.from(number.toString(16).padStart(16, '0'), 'hex'))),
      ),
    ),
  );
  // A certificate and a CRL are signed alike: SEQUENCE of TBS, algorithm, signature.
  return authority.issue(tbs);
}
