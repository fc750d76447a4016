import {
  buildOcspRequest,
  judgeOcspAnswer,
  type JlisAnswerFacts,
  type OcspAnswerInput,
} from '../../../adapters/jlis/ocsp.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { jpkiCertificate, signatureAuthority } from '../jpki/fixture.ts';
import { answer, type AnswerFields, certId, GOOD, responderDer, single } from './fixture.ts';

/** The authority of the card that is asked about. */
export const authority = signatureAuthority('sign-3');
/** Another generation: the same name, another key. */
export const sibling = signatureAuthority('sign-2');
/** Its CA certificate. */
export const issuer = authority.certificate;
/** The certificate that is asked about. */
export const certificate = readCertificate(jpkiCertificate({ authority }));
/** Nonce of the request. */
export const nonce = Buffer.alloc(32, 7);
/** The request. */
export const request = buildOcspRequest({ certificate, issuer, nonce });
/** The nonce as the extension of an answer has it. */
export const echoed = der.octetString(nonce);
/** When the answer came. */
export const receivedAt = new Date('2026-12-01T00:36:05Z');
/** A time on the day of the answer. */
export const at = (time: string): Date => new Date(`2026-12-01T${time}Z`);

/** CertID of the certificate. */
export const id = certId({ issuer, serialNumber: certificate.serialNumber });
/** Times of an answer in order. */
export const times = { thisUpdate: at('00:35:00'), nextUpdate: at('00:45:00') };
/** An answer in order. */
export const usual: AnswerFields = {
  singles: [single(id, GOOD, times)],
  nonce: echoed,
  certificates: [responderDer(authority)],
};

/** Judges an answer that differs from the usual one, or octets. */
export const judge = (
  fields: Partial<AnswerFields> | Buffer = {},
  input: Partial<OcspAnswerInput> = {},
): JlisAnswerFacts =>
  judgeOcspAnswer({
    request,
    answer: Buffer.isBuffer(fields) ? fields : answer({ ...usual, ...fields }),
    certificate,
    issuer,
    receivedAt,
    maxSkewSeconds: 60,
    ...input,
  });
/** The one status of an answer. */
export const withSingle = (status: Buffer, more: Parameters<typeof single>[2] = times) => ({
  singles: [single(id, status, more)],
});
