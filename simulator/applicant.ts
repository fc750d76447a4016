import { createHash, createPublicKey, randomInt, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { proofOfPossessionOctets } from '../domain/key-delivery/proof-of-possession.ts';
import { newKey } from './keys.ts';
import type { KeyKind } from './keys.ts';
import { uuidV7 } from './uuid.ts';

/** What a proof of possession covers besides the key. */
export interface ProofContext {
  readonly applicationId: string;
  readonly order: number;
  /** 乱数 of the text, 32 hex digits. */
  readonly nonce: string;
  readonly textSha256: string;
}

/** Proof that the applicant holds the key of one order, as a portal sends it. */
export interface ProofOfPossession {
  readonly order: number;
  /** Base64 of the DER SubjectPublicKeyInfo. */
  readonly spki: string;
  /** Base64 of the signature. */
  readonly signature: string;
}

/** A key the applicant made for one certificate. */
export class ApplicantKey {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;

  constructor(privateKey: KeyObject) {
    this.privateKey = privateKey;
    this.spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  }

  /** Hex SHA-256 of the SubjectPublicKeyInfo, as the signed text names the key. */
  get spkiSha256(): string {
    return createHash('sha256').update(this.spki).digest('hex');
  }

  /** Signs with the new key over application, order, nonce, text and key (SHA-256). */
  prove(context: ProofContext): ProofOfPossession {
    const octets = proofOfPossessionOctets({
      ...context,
      orderNumber: context.order,
      spkiSha256: this.spkiSha256,
    });
    return {
      order: context.order,
      spki: this.spki.toString('base64'),
      signature: sign('sha256', octets, this.privateKey).toString('base64'),
    };
  }
}

/** The device on which the portal's app recorded its key. */
export interface Device {
  readonly kind: 'recorded';
  readonly id: string;
  readonly model: string;
  readonly keyStore: string;
  readonly appVersion: string;
}

/** Where the applicant is told what happens. */
export interface Contact {
  readonly mail: string;
  readonly telephone: string;
}

/** An applicant with what their side of an application needs; the card comes from J-LIS. */
export interface Applicant {
  /** One key an order, in the order of the orders. */
  readonly keys: readonly ApplicantKey[];
  readonly device: Device;
  readonly contact: Contact;
}

/** What may be fixed about an applicant. */
export interface ApplicantOptions {
  /** One key is made for each; default one. */
  readonly orders?: number;
  /** Default `p-256`, which takes no time to make. */
  readonly keyKind?: KeyKind;
  readonly device?: Partial<Device>;
  readonly contact?: Partial<Contact>;
}

const MODELS = ['Pixel 9', 'Galaxy S25', 'AQUOS sense9', 'iPhone 16', 'Xperia 1 VI'] as const;

/** Makes an applicant with fresh keys, a device and a contact that nobody else shares. */
export async function createApplicant(options: ApplicantOptions = {}): Promise<Applicant> {
  const kinds = Array.from({ length: options.orders ?? 1 }, () => options.keyKind ?? 'p-256');
  const keys = await Promise.all(kinds.map(newKey));
  const id = uuidV7();
  const digits = String(randomInt(100_000_000)).padStart(8, '0');
  return {
    keys: keys.map((key) => new ApplicantKey(key)),
    device: {
      kind: 'recorded',
      id,
      model: MODELS[randomInt(MODELS.length)] ?? MODELS[0],
      keyStore: 'StrongBox',
      appVersion: '1.0.0',
      ...options.device,
    },
    contact: {
      mail: `applicant-${id}@example.jp`,
      telephone: `090-${digits.slice(0, 4)}-${digits.slice(4)}`,
      ...options.contact,
    },
  };
}
