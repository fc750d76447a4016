import { createPublicKey } from 'node:crypto';

/** `RSA 2048` or `ECDSA P-256`: what kind of key a SubjectPublicKeyInfo is. */
export function describeKey(spki: Buffer): string {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
    if (modulusLength !== undefined) return `RSA ${modulusLength}`;
    const curves: Readonly<Record<string, string>> = {
      prime256v1: 'P-256',
      secp384r1: 'P-384',
      secp521r1: 'P-521',
    };
    return namedCurve === undefined ? '—' : `ECDSA ${curves[namedCurve] ?? namedCurve}`;
  } catch {
    // A key that this build of Node does not know is told apart by its hash.
    return '—';
  }
}
