import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { MalformedDer } from '../adapters/x509/der-reader.ts';
import { integer, octetString, seq } from '../adapters/x509/der-writer.ts';
import type { Authorities, Authority, OcspSigner } from './authority.ts';
import { OCSP_ERROR, errorAnswer, signedAnswer } from './ocsp-answer.ts';
import type { Answer, OcspError } from './ocsp-answer.ts';
import { readOcspRequest } from './ocsp-request.ts';
import type { CertId, OcspRequest } from './ocsp-request.ts';
import type { Registry } from './registry.ts';
import type { CertificateStatus, ResponderBehaviour } from './status.ts';

/** Raised when the responder was told to be silent and the caller has waited long enough. */
export class ResponderSilent extends Error {
  override name = 'ResponderSilent';
}

/** What the responder works with. */
export interface ResponderOptions {
  readonly authorities: Authorities;
  readonly registry: Registry;
  readonly clock: () => Date;
  /** How long a silent answer keeps its caller waiting. */
  readonly silenceMs: number;
  /** Ends every silence. */
  readonly closing: AbortSignal;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Period from thisUpdate to nextUpdate. The real one is not public. */
const VALIDITY_MS = 10 * MINUTE_MS;

const GARBAGE = Buffer.from('<html><title>ただいまメンテナンス中です</title></html>\n', 'utf8');

const isError = (behaviour: ResponderBehaviour): behaviour is OcspError =>
  Object.hasOwn(OCSP_ERROR, behaviour);

/** Times of an answer that is right, late, or from the future. */
function timesOf(
  behaviour: ResponderBehaviour,
  now: Date,
): Omit<Answer, 'singles' | 'nonce' | 'signer'> {
  const at = (offset: number): Date => new Date(now.getTime() + offset);
  const times = (thisUpdate: number, nextUpdate: number) => ({
    producedAt: at(thisUpdate),
    thisUpdate: at(thisUpdate),
    nextUpdate: at(nextUpdate),
  });
  switch (behaviour) {
    case 'stale':
      return times(-3 * DAY_MS, 4 * DAY_MS);
    case 'overdue':
      return times(-2 * HOUR_MS, -HOUR_MS);
    case 'future':
      return times(HOUR_MS, HOUR_MS + VALIDITY_MS);
    default:
      return times(0, VALIDITY_MS);
  }
}

/** A revocation that is to come is not known yet. */
const inForce = (status: CertificateStatus, now: Date): CertificateStatus =>
  status.status === 'revoked' && new Date(status.revokedAt) > now ? { status: 'good' } : status;

const statusOf = (
  status: CertificateStatus,
  behaviour: ResponderBehaviour,
  now: Date,
): CertificateStatus => (behaviour === 'lagging' ? { status: 'good' } : inForce(status, now));

/** The CertID of the certificate issued next, which nobody asked about. */
function neighbour({ hashAlgorithm, nameHash, keyHash, serialNumber }: CertId): Buffer {
  const next = Buffer.from(serialNumber, 'hex');
  next.writeUInt8(((next.at(-1) ?? 0) + 1) % 256, next.length - 1);
  return seq(hashAlgorithm, octetString(nameHash), octetString(keyHash), integer(next));
}

const spoilt = (signature: Buffer): Buffer => {
  const copy = Buffer.from(signature);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
};

/** Answers OCSP requests for every simulated CA (RFC 6960), and misbehaves where told to. */
export class OcspResponder {
  readonly #options: ResponderOptions;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /**
   * The response to a request. How to misbehave is looked up for the first certificate asked about.
   *
   * @throws ResponderSilent after the silence, if that certificate's responder is silent.
   */
  async answer(der: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
    const request = this.#read(der);
    const [first] = request?.certIds ?? [];
    if (!request || !first) return errorAnswer('malformedRequest');
    const issuer = this.#issuerOf(request);
    // RFC 6960 §4.2.1: not able to respond authoritatively, as for a CA that is not ours.
    if (!issuer) return errorAnswer('unauthorized');

    const state = this.#options.registry.state(issuer.id, first.serialNumber);
    const behaviour = state?.behaviour ?? 'normal';
    if (behaviour === 'silent') return this.#staySilent(signal);
    if (behaviour === 'garbage') return GARBAGE;
    if (isError(behaviour)) return errorAnswer(behaviour);
    return this.#sign(request, issuer, behaviour);
  }

  #read(der: Uint8Array): OcspRequest | undefined {
    try {
      return readOcspRequest(Buffer.from(der));
    } catch (error) {
      if (error instanceof MalformedDer) return undefined;
      throw error;
    }
  }

  /** The one CA that all certificates asked about name as issuer. */
  #issuerOf({ certIds }: OcspRequest): Authority | undefined {
    const issuers = new Set(
      certIds.map(({ nameHash, keyHash }) => this.#options.authorities.byHashes(nameHash, keyHash)),
    );
    return issuers.size === 1 ? [...issuers][0] : undefined;
  }

  async #staySilent(signal: AbortSignal | undefined): Promise<never> {
    const { closing, silenceMs } = this.#options;
    const ends = AbortSignal.any(signal ? [closing, signal] : [closing]);
    await sleep(silenceMs, undefined, { signal: ends }).catch(() => undefined);
    throw new ResponderSilent('no answer');
  }

  async #sign(
    request: OcspRequest,
    issuer: Authority,
    behaviour: ResponderBehaviour,
  ): Promise<Buffer> {
    const now = this.#options.clock();
    const singles = request.certIds.map((certId) => {
      const state = this.#options.registry.state(issuer.id, certId.serialNumber);
      return {
        certId: behaviour === 'otherCertificate' ? neighbour(certId) : certId.octets,
        status: statusOf(state?.status ?? { status: 'unknown' }, behaviour, now),
      };
    });
    return signedAnswer({
      ...timesOf(behaviour, now),
      singles,
      nonce: this.#nonce(request, behaviour),
      signer: await this.#signer(issuer, behaviour),
      ...(behaviour === 'badSignature' ? { spoil: spoilt } : {}),
    });
  }

  #nonce({ nonce }: OcspRequest, behaviour: ResponderBehaviour): Buffer | undefined {
    if (behaviour === 'noNonce') return undefined;
    return behaviour === 'wrongNonce' ? octetString(randomBytes(32)) : nonce;
  }

  async #signer(issuer: Authority, behaviour: ResponderBehaviour): Promise<OcspSigner> {
    if (behaviour === 'bystander') return issuer.bystander();
    if (behaviour !== 'foreignResponder') return issuer.responder();
    const foreign = issuer.id === 'impostor-sign' ? 'sign-3' : 'impostor-sign';
    return (await this.#options.authorities.get(foreign)).responder();
  }
}
