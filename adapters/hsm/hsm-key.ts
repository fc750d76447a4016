import { createHash, createPublicKey } from 'node:crypto';
import pkcs11, { type Template } from 'pkcs11js';

/** Key types an issuer key may have. */
export type HsmAlgorithm = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384';

/** Classes of the keys that are looked for by label. */
export const KEY_CLASSES = {
  private: pkcs11.CKO_PRIVATE_KEY,
  secret: pkcs11.CKO_SECRET_KEY,
} as const;

/** The private half of a key pair, or a key without halves. */
export type HsmKeyKind = keyof typeof KEY_CLASSES;

/** A key pair on the token. */
export interface HsmKey {
  readonly label: string;
  readonly algorithm: HsmAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  /** Signs octets: PKCS#1 v1.5 with SHA-256 for RSA; DER `ECDSA-Sig-Value` for EC. @throws DomainError */
  sign(octets: Buffer): Promise<Buffer>;
}

/** Which key pair, and how it signs. */
export type HsmKeyName = Pick<HsmKey, 'label' | 'algorithm'>;

interface KeyShape {
  readonly bits: number;
  readonly curve?: Buffer;
  readonly crv?: string;
  readonly hash: 'sha256' | 'sha384';
}

/** What follows from a key's type. */
export const SHAPES: Readonly<Record<HsmAlgorithm, KeyShape>> = {
  rsa2048: { bits: 2048, hash: 'sha256' },
  rsa3072: { bits: 3072, hash: 'sha256' },
  rsa4096: { bits: 4096, hash: 'sha256' },
  p256: {
    bits: 256,
    curve: Buffer.from('06082a8648ce3d030107', 'hex'),
    crv: 'P-256',
    hash: 'sha256',
  },
  p384: { bits: 384, curve: Buffer.from('06052b81040022', 'hex'), crv: 'P-384', hash: 'sha384' },
};

/** Templates of a key pair that stays on the token and signs, and does no more (規則4条: 発行者署名符号). */
export function templatesOf(
  label: string,
  algorithm: HsmAlgorithm,
): { readonly publicKey: Template; readonly privateKey: Template } {
  const { bits, curve } = SHAPES[algorithm];
  const id = createHash('sha256').update(label).digest().subarray(0, 8);
  const common: Template = [
    { type: pkcs11.CKA_TOKEN, value: true },
    { type: pkcs11.CKA_LABEL, value: label },
    { type: pkcs11.CKA_ID, value: id },
  ];
  return {
    publicKey: [
      ...common,
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PUBLIC_KEY },
      { type: pkcs11.CKA_VERIFY, value: true },
      ...(curve
        ? [{ type: pkcs11.CKA_EC_PARAMS, value: curve }]
        : [
            { type: pkcs11.CKA_MODULUS_BITS, value: bits },
            { type: pkcs11.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
          ]),
    ],
    privateKey: [
      ...common,
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
      { type: pkcs11.CKA_PRIVATE, value: true },
      { type: pkcs11.CKA_SENSITIVE, value: true },
      { type: pkcs11.CKA_EXTRACTABLE, value: false },
      { type: pkcs11.CKA_SIGN, value: true },
      { type: pkcs11.CKA_DECRYPT, value: false },
      { type: pkcs11.CKA_UNWRAP, value: false },
      { type: pkcs11.CKA_DERIVE, value: false },
    ],
  };
}

/** Type and SubjectPublicKeyInfo of a public key on the token, by its attributes. */
export function publicKeyOf(attribute: (type: number) => Buffer): {
  readonly algorithm: HsmAlgorithm;
  readonly spki: Buffer;
} {
  const isRsa = attribute(pkcs11.CKA_KEY_TYPE).readUInt32LE(0) === pkcs11.CKK_RSA;
  return isRsa ? rsaKeyOf(attribute) : ecKeyOf(attribute);
}

type Attribute = Parameters<typeof publicKeyOf>[0];

function rsaKeyOf(attribute: Attribute): ReturnType<typeof publicKeyOf> {
  const n = attribute(pkcs11.CKA_MODULUS);
  const e = attribute(pkcs11.CKA_PUBLIC_EXPONENT);
  const jwk = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
  return { spki: spkiOf(jwk), algorithm: `rsa${n.length * 8}` as HsmAlgorithm };
}

function ecKeyOf(attribute: Attribute): ReturnType<typeof publicKeyOf> {
  const curve = attribute(pkcs11.CKA_EC_PARAMS);
  const algorithm: HsmAlgorithm = curve.equals(SHAPES.p256.curve ?? curve) ? 'p256' : 'p384';
  const { bits, crv = '' } = SHAPES[algorithm];
  const point = attribute(pkcs11.CKA_EC_POINT).subarray(-bits / 4);
  const [x, y] = [point.subarray(0, bits / 8), point.subarray(bits / 8)];
  const jwk = { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') };
  return { spki: spkiOf(jwk), algorithm };
}

const spkiOf = (jwk: { readonly kty: string }): Buffer =>
  createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
