import {
  challengePassword,
  proofOfPossessionOctets,
} from '../domain/key-delivery/proof-of-possession.ts';
import { readCsr, type Csr } from './csr.ts';
import { ecdsaSequence } from './der.ts';
import { owned, sha256, sha256Hex, toBase64, type Octets, type WebKey } from './octets.ts';

/** Kinds of keys that can be made here; the office takes other ones in a PKCS#10. */
export type KeyKind = 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-3072' | 'RSA-4096';

/** What a proof of possession covers besides the key. */
export interface ProofContext {
  readonly applicationId: string;
  /** 1 to 4, as the text numbers its certificates. */
  readonly order: number;
  /** 乱数 of the text, or the nonce of the key delivery; 32 hexadecimal digits. */
  readonly nonce: string;
  /** Of the newest version of the text. */
  readonly textSha256: string;
}

/** Proof that the applicant holds the key of one order, as the API takes it. */
export type ProofOfPossession =
  | {
      readonly order: number;
      /** Base64 of the DER SubjectPublicKeyInfo. */
      readonly spki: string;
      /** Base64 of the signature. */
      readonly signature: string;
    }
  | { readonly order: number; /** Base64 of the DER of the PKCS#10. */ readonly csr: string };

/** A key that can be named in a text and proven. */
export interface ProvableKey {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Octets;
  /** @throws CsrWithoutProof for a PKCS#10 that does not prove this */
  prove(context: ProofContext): Promise<ProofOfPossession>;
}

const EC_HASH = { 'P-256': 'SHA-256', 'P-384': 'SHA-384' } as const;

const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength,
  publicExponent: Uint8Array.from([1, 0, 1]),
  hash: 'SHA-256',
});

const generate = (kind: KeyKind, isExtractable: boolean) =>
  kind === 'P-256' || kind === 'P-384'
    ? crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: kind }, isExtractable, KEY_USES)
    : crypto.subtle.generateKey(rsa(Number(kind.slice(4))), isExtractable, KEY_USES);

const KEY_USES = ['sign', 'verify'] as const;

/** A key of the applicant in WebCrypto: it proves itself, in Node and in browsers. */
export class ApplicantKey implements ProvableKey {
  readonly spki: Octets;
  readonly privateKey: WebKey;
  readonly #kind: KeyKind;

  private constructor(kind: KeyKind, spki: Octets, privateKey: WebKey) {
    this.#kind = kind;
    this.spki = spki;
    this.privateKey = privateKey;
  }

  /** Makes a key. Unless it is extractable, nobody can ever copy it, its owner neither. */
  static async make(kind: KeyKind = 'P-256', isExtractable = false): Promise<ApplicantKey> {
    const { publicKey, privateKey } = await generate(kind, isExtractable);
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
    return new ApplicantKey(kind, spki, privateKey);
  }

  /** A key that was made earlier and kept, as in the IndexedDB of a browser. */
  static kept(kind: KeyKind, spki: Uint8Array, privateKey: WebKey): ApplicantKey {
    return new ApplicantKey(kind, owned(spki), privateKey);
  }

  async prove(context: ProofContext): Promise<ProofOfPossession> {
    const signature = await this.#sign(await proofOctets(this.spki, context));
    const { order } = context;
    return { order, spki: toBase64(this.spki), signature: toBase64(signature) };
  }

  async #sign(octets: Octets): Promise<Octets> {
    const kind = this.#kind;
    if (kind !== 'P-256' && kind !== 'P-384') {
      return new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', this.privateKey, octets));
    }
    const algorithm = { name: 'ECDSA', hash: EC_HASH[kind] };
    return ecdsaSequence(
      new Uint8Array(await crypto.subtle.sign(algorithm, this.privateKey, octets)),
    );
  }
}

/** The octets that a proof of possession signs, or whose hash its challengePassword is. */
async function proofOctets(spki: Uint8Array, context: ProofContext): Promise<Octets> {
  const { order: orderNumber, ...rest } = context;
  const spkiSha256 = await sha256Hex(spki);
  return owned(proofOfPossessionOctets({ ...rest, orderNumber, spkiSha256 }));
}

/** The challengePassword with which a PKCS#10 for this key proves it (RFC 2985 §5.4.1). */
export const challengeFor = async (spki: Uint8Array, context: ProofContext): Promise<string> =>
  challengePassword(await sha256(await proofOctets(spki, context)));

/** Raised for a PKCS#10 without the right challengePassword; it says which one it has to have. */
export class CsrWithoutProof extends Error {
  override name = 'CsrWithoutProof';
  readonly challengePassword: string;

  constructor(expected: string) {
    super('the PKCS#10 does not carry the proof of possession');
    this.challengePassword = expected;
  }
}

/** A key made elsewhere, in a card or a device, of which there is a PKCS#10. */
export class RequestedKey implements ProvableKey {
  readonly #csr: Csr;

  /** @param pkcs10 DER or PEM. @throws DerMalformed if it is none */
  constructor(pkcs10: Uint8Array | string) {
    this.#csr = readCsr(pkcs10);
  }

  get spki(): Octets {
    return this.#csr.spki;
  }

  async prove(context: ProofContext): Promise<ProofOfPossession> {
    const expected = await challengeFor(this.spki, context);
    if (this.#csr.challengePassword !== expected) throw new CsrWithoutProof(expected);
    return { order: context.order, csr: toBase64(this.#csr.der) };
  }
}
