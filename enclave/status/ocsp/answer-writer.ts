import { hash } from 'node:crypto';
import { certIdHeads } from '../../../adapters/jlis/cert-id.ts';
import { publicKeyBits } from '../../../adapters/jlis/ocsp-request.ts';
import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import { CRL_REASONS, type CrlReason } from '../../../adapters/x509/crl/open-crl.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { extension } from '../../../adapters/x509/extension.ts';
import {
  ALGORITHM_IDENTIFIERS,
  type SignatureAlgorithm,
} from '../../issuance/certificate-profile.ts';
import type { AnswerTimes } from './answer-policy.ts';

/** What an answer says of one certificate. A certificate that is held is revoked with `certificateHold`. */
export interface AnsweredSerial {
  /** Hex, as in certificates. */
  readonly serialNumber: string;
  readonly revoked?: { readonly at: Date; readonly reasonCode: CrlReason } | undefined;
  /** Of a certificate that has expired (RFC 6960 §4.4.4). */
  readonly archiveCutoff?: Date | undefined;
}

/** What all answers of a batch have in common. */
export interface AnswerFrame extends AnswerTimes {
  /** The CA certificate whose key signed what is asked about. */
  readonly issuer: X509Certificate;
  readonly responder: X509Certificate;
}

const ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6';
const BASIC_RESPONSE = der.oid('1.3.6.1.5.5.7.48.1.1');

const GOOD = der.implicit(0, Buffer.alloc(0));
const SUCCESSFUL = der.enumerated(0);

const reasonOf = (reasonCode: CrlReason): Buffer[] => {
  const code = CRL_REASONS.indexOf(reasonCode);
  // `unspecified` says nothing that its absence does not.
  return code <= 0 ? [] : [der.explicit(0, der.enumerated(code))];
};

const statusOf = ({ revoked }: AnsweredSerial): Buffer =>
  revoked
    ? der.explicit(1, der.generalizedTime(revoked.at), ...reasonOf(revoked.reasonCode))
    : GOOD;

/** Writes what is signed of one answer: ResponseData (RFC 6960 §4.2.1), DER. */
export type ResponseDataWriter = (answer: AnsweredSerial) => Buffer;

/**
 * Writes the answers of a batch. Each tells of one certificate under both CertIDs, so that one signature serves every
 * client; who asks by either finds its own (RFC 5019 §2.2.1 allows more than was asked).
 */
export function responseDataWriter(frame: AnswerFrame): ResponseDataWriter {
  const { sha1, sha256 } = certIdHeads(frame.issuer);
  const keyHash = hash('sha1', publicKeyBits(frame.responder), 'buffer');
  const thisUpdate = der.generalizedTime(frame.thisUpdate);
  const times = Buffer.concat([thisUpdate, der.explicit(0, der.generalizedTime(frame.nextUpdate))]);
  // byKey; producedAt is thisUpdate: what is known is known then.
  const head = Buffer.concat([der.explicit(2, der.octetString(keyHash)), thisUpdate]);
  return (answer) => {
    const serial = der.integer(Buffer.from(answer.serialNumber, 'hex'));
    const status = statusOf(answer);
    const { archiveCutoff } = answer;
    const extensions = archiveCutoff
      ? [der.explicit(1, der.seq(extension(ARCHIVE_CUTOFF, der.generalizedTime(archiveCutoff))))]
      : [];
    const single = (certId: Buffer): Buffer =>
      der.seq(der.seq(certId, serial), status, times, ...extensions);
    return der.seq(head, der.seq(single(sha1), single(sha256)));
  };
}

/** Puts a signature to what was signed: OCSPResponse with the responder's certificate, DER. */
export type AnswerWriter = (responseData: Buffer, signature: Buffer) => Buffer;

/** Writes the answers that one responder signed. */
export function answerWriter(
  responder: X509Certificate,
  signatureAlgorithm: SignatureAlgorithm,
): AnswerWriter {
  const algorithm = ALGORITHM_IDENTIFIERS[signatureAlgorithm];
  const certificates = der.explicit(0, der.seq(responder.der));
  return (responseData, signature) => {
    const basic = der.seq(responseData, algorithm, der.bitString(signature), certificates);
    return der.seq(SUCCESSFUL, der.explicit(0, der.seq(BASIC_RESPONSE, der.octetString(basic))));
  };
}
