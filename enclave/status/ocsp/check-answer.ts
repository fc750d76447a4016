import { readOcspResponse, type SingleResponse } from '../../../adapters/jlis/ocsp-response.ts';
import { isCertIdOf } from '../../../adapters/jlis/ocsp-request.ts';
import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import { CRL_REASONS } from '../../../adapters/x509/crl/open-crl.ts';
import { verifySignature } from '../../../adapters/x509/public-key.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { AnsweredSerial, AnswerFrame } from './answer-writer.ts';

const refused = (what: string): never => {
  throw new DomainError('StatusDiverged', what);
};

function isStatusOf({ certStatus }: SingleResponse, { revoked }: AnsweredSerial): boolean {
  if (!revoked) return certStatus.status === 'good';
  if (certStatus.status !== 'revoked') return false;
  const seconds = Math.floor(revoked.at.getTime() / 1000);
  return (
    certStatus.revokedAt.getTime() === seconds * 1000 &&
    CRL_REASONS[certStatus.reasonCode] === revoked.reasonCode
  );
}

/** What an answer is held against. */
export interface ExpectedAnswer extends AnswerFrame {
  readonly answer: AnsweredSerial;
}

/**
 * Reads a signed answer as a stranger would, with the reader that judges other people's, and holds it against what it was made
 * from: the signature, both CertIDs, status, times and the responder's certificate.
 *
 * @throws DomainError `StatusDiverged`. Never retried: somebody has to look.
 */
export function checkAnswer(octets: Buffer, expected: ExpectedAnswer): void {
  const { answer, issuer, responder } = expected;
  const { serialNumber } = answer;
  const response = readOcspResponse(octets);
  if (response.status !== 'successful') return refused(`answer for ${serialNumber} is an error`);
  const { basic } = response;
  const certificate = { issuer: issuer.subject, serialNumber } as X509Certificate;
  const isAbout = (single: SingleResponse): boolean =>
    isCertIdOf(single.certId, { certificate, issuer }) &&
    isStatusOf(single, answer) &&
    single.thisUpdate.getTime() === expected.thisUpdate.getTime() &&
    single.nextUpdate?.getTime() === expected.nextUpdate.getTime();
  const hashes = new Set(basic.responses.map(({ certId }) => certId.hashAlgorithm));
  if (hashes.size !== 2 || !basic.responses.every(isAbout)) refused(`answer for ${serialNumber}`);
  if (basic.certificates.length !== 1 || !basic.certificates[0]?.equals(responder.der)) {
    refused(`responder of the answer for ${serialNumber}`);
  }
  const isSigned = verifySignature({
    algorithm: basic.signatureAlgorithm,
    spki: responder.spki,
    data: basic.tbs,
    signature: basic.signature,
  });
  if (!isSigned) refused(`signature of the answer for ${serialNumber}`);
}
