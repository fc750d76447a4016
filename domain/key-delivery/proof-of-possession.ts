/** What a proof of possession is about: one key for one order of one version of an application. */
export interface ProofOfPossession {
  readonly applicationId: string;
  /** 1 to 4, as the text numbers its certificates. */
  readonly orderNumber: number;
  /** 乱数 of the text (simultaneous sending), or the redemption nonce (code). */
  readonly nonce: string;
  /** Of the newest version of the text. */
  readonly textSha256: string;
  readonly spkiSha256: string;
}

/**
 * Returns the octets that the applicant's new key signs (規則6条3号の2).
 *
 * They name application, order, nonce, text and key, so a proof made for anything else proves
 * nothing here, and a stranger's certificate request is of no use.
 */
export function proofOfPossessionOctets(proof: ProofOfPossession): Uint8Array {
  const { applicationId, orderNumber, nonce, textSha256, spkiSha256 } = proof;
  const lines = ['toroku-pop/1', applicationId, orderNumber, nonce, textSha256, spkiSha256];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Returns the challengePassword of a PKCS#10 request that carries the proof (RFC 2985 §5.4.1).
 *
 * @param sha256 the hash of {@link proofOfPossessionOctets}, 32 octets
 */
export function challengePassword(sha256: Uint8Array): string {
  if (sha256.length !== 32) throw new Error(`a SHA-256 value of ${sha256.length} octets`);
  const bits = Array.from(sha256, (octet) => octet.toString(2).padStart(8, '0')).join('');
  const sextets = bits.match(/.{1,6}/g) ?? [];
  return sextets.map((sextet) => BASE64URL[Number.parseInt(sextet.padEnd(6, '0'), 2)]).join('');
}
