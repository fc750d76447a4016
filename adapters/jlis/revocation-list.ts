import type { JlisAnswerFacts } from './ocsp.ts';
import type { CertificateStatusFacts } from './ocsp-status.ts';

/**
 * A revocation list of J-LIS as the second way to a status (RFC 5280 §5), with what is needed of whoever
 * reads it. It belongs to one issuer, whose key has been seen to have signed it.
 */
export interface JlisRevocationList {
  readonly thisUpdate: Date;
  /** The list is in force until then; one that does not say so is none for us. */
  readonly nextUpdate: Date;
  /**
   * What the list says of a serial number (hex, as certificates are read here): the status of its entry,
   * good without one, unknown for one outside the scope of the list.
   */
  find(serialNumber: string): CertificateStatusFacts;
}

/** The certificate asked about and the time to judge at. */
export interface ListQuestion {
  readonly serialNumber: string;
  readonly at: Date;
  readonly maxSkewSeconds: number;
}

/** Where OCSP said nothing at all. Whatever else is wrong with an answer must not be covered by a list. */
const SILENT: readonly JlisAnswerFacts['jlisAnswer'][] = ['none', 'errorStatus'];

function isInForce(list: JlisRevocationList, { at, maxSkewSeconds }: ListQuestion): boolean {
  const skewMs = maxSkewSeconds * 1000;
  return (
    list.thisUpdate.getTime() <= at.getTime() + skewMs &&
    list.nextUpdate.getTime() >= at.getTime() - skewMs
  );
}

const LOST = ['revoked', 'onHold'];

/** Whether the two ways say things that cannot both be true. Not to know is no contradiction. */
function isContradiction(
  { jlisStatus: byOcsp }: JlisAnswerFacts,
  { jlisStatus: byList }: CertificateStatusFacts,
): boolean {
  if (byOcsp === 'unknown') return LOST.includes(byList);
  return byList !== 'unknown' && byOcsp !== byList;
}

/**
 * Puts a list beside an answer by OCSP: the list alone where OCSP was silent, both where both are in order,
 * and `contradictory` where they differ. A list that is not in force changes nothing, and neither does one
 * beside an answer that somebody else may have given.
 */
export function withRevocationList(
  ocsp: JlisAnswerFacts,
  list: JlisRevocationList | undefined,
  question: ListQuestion,
): JlisAnswerFacts {
  if (list === undefined || !isInForce(list, question)) return ocsp;
  const found = list.find(question.serialNumber);
  if (SILENT.includes(ocsp.jlisAnswer)) {
    const { thisUpdate } = list;
    return { jlisAnswer: 'verified', jlisMethod: 'crl', ...found, thisUpdate };
  }
  if (ocsp.jlisAnswer !== 'verified') return ocsp;
  if (!isContradiction(ocsp, found)) return { ...ocsp, jlisMethod: 'both' };
  const { thisUpdate, producedAt } = ocsp;
  return {
    jlisAnswer: 'verified',
    jlisMethod: 'both',
    jlisStatus: 'contradictory',
    jlisRevocationReason: 'notRevoked',
    ...(thisUpdate ? { thisUpdate } : {}),
    ...(producedAt ? { producedAt } : {}),
  };
}
