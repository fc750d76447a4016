import { constants, createHash, privateEncrypt, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { buildSignedData } from '../adapters/jpki/signed-data.ts';
import type { Digest } from '../adapters/jpki/cms-identifiers.ts';
import { pdfContainer } from './containers/pdf-container.ts';
import { xmlContainer } from './containers/xml-container.ts';
import type { XmlForm } from './containers/xml-container.ts';
import { personaOf } from './personas.ts';
import type { CardRecord } from './registry.ts';

/**
 * How the signature is made.
 *
 * - `normal`: over signed attributes, as card software does.
 * - `noSignedAttributes`: over the text itself, as Acrobat and portals with a raw signature do.
 * - `bareHash`: PKCS#1 padding around the bare hash without its DigestInfo, as デジタル認証アプリ
 *   makes it of a hash that the portal did not wrap.
 * - `digestAsMessage`: the hash takes the place of the text throughout, and so is hashed again.
 */
export const SIGNATURE_VARIANTS = [
  'normal',
  'noSignedAttributes',
  'bareHash',
  'digestAsMessage',
] as const;

export type SignatureVariant = (typeof SIGNATURE_VARIANTS)[number];

/** What carries the signature. */
export const CONTAINERS = ['cms', 'pdf', 'xml'] as const;

/** How to sign; SHA-256, attached CMS and `normal` unless said otherwise. */
export interface SignOptions {
  readonly container?: (typeof CONTAINERS)[number];
  /** Of XML: where the signature stands. */
  readonly xmlForm?: XmlForm;
  readonly detached?: boolean;
  readonly digest?: Digest;
  readonly variant?: SignatureVariant;
  /** Left out of the signed attributes unless given; the card has no clock. */
  readonly signingTime?: Date;
}

/** A simulated My Number card: one certificate and the key that belongs to it. */
export class Card {
  readonly #key: KeyObject;
  readonly record: CardRecord;

  constructor(record: CardRecord, key: KeyObject) {
    this.record = record;
    this.#key = key;
  }

  /** DER of the certificate. */
  get certificate(): Buffer {
    return this.record.certificate;
  }

  /** Hex, in the fewest octets. It also names the card in the sandbox. */
  get serialNumber(): string {
    return this.record.serialNumber;
  }

  get person(): CardRecord['person'] {
    return this.record.person;
  }

  /** How the holder's software signs, where it is not told otherwise. */
  get habits(): SignOptions {
    const { persona } = this.record;
    return persona === null ? {} : (personaOf(persona).signing ?? {});
  }

  /** The raw signature over these octets: RSASSA-PKCS1-v1_5, or bare of its DigestInfo. */
  rawSignature(octets: Uint8Array, options: Pick<SignOptions, 'digest' | 'variant'> = {}): Buffer {
    const { digest = 'sha256', variant } = options;
    if (variant !== 'bareHash') return sign(digest, octets, this.#key);
    const key = { key: this.#key, padding: constants.RSA_PKCS1_PADDING };
    return privateEncrypt(key, createHash(digest).update(octets).digest());
  }

  /** The container that a portal makes of the card's signature over a text. */
  sign(text: Uint8Array, asked: SignOptions = {}): Buffer {
    const options = { ...this.habits, ...asked };
    if (options.container === 'pdf') return this.signPdf(text, options);
    if (options.container === 'xml') return this.signXml(text, options);
    return this.#signCms(text, options);
  }

  /** A PDF with the text in it, signed as a whole. */
  signPdf(text: Uint8Array, options: SignOptions = {}): Buffer {
    return pdfContainer({
      text,
      sign: (covered) => this.#signCms(covered, { ...options, detached: true }),
    });
  }

  /** An XML document with the text in Base64 in it. */
  signXml(text: Uint8Array, options: SignOptions = {}): Buffer {
    const { digest = 'sha256', variant, xmlForm = 'enveloped' } = options;
    const hash = (octets: Buffer) => createHash(digest).update(octets).digest();
    // Here it is the signing interface that hashes again: it gets the digest of SignedInfo.
    const signed = (info: Buffer) => (variant === 'digestAsMessage' ? hash(info) : info);
    return xmlContainer({
      text,
      certificate: this.certificate,
      digest,
      form: xmlForm,
      sign: (info) => this.rawSignature(signed(info), options),
    });
  }

  #signCms(text: Uint8Array, options: SignOptions): Buffer {
    const { digest = 'sha256', variant = 'normal', detached = false, signingTime } = options;
    const isHashed = variant === 'digestAsMessage';
    return buildSignedData({
      content: isHashed ? createHash(digest).update(text).digest() : Buffer.from(text),
      detached,
      certificate: this.certificate,
      digest,
      withSignedAttributes: variant === 'normal' || isHashed,
      sign: (octets) => this.rawSignature(octets, { digest, variant }),
      ...(signingTime ? { signingTime } : {}),
    });
  }
}
