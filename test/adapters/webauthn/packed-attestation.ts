import 'reflect-metadata';
import { createHash, sign, webcrypto, KeyObject } from 'node:crypto';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { RegistrationResponseJSON } from '../../../adapters/webauthn/passkeys.ts';

/** CBOR of octets with a length of two bytes. */
function octetsOf(octets: Buffer): Buffer {
  const head = Buffer.alloc(3, 0x59);
  head.writeUInt16BE(octets.length, 1);
  return Buffer.concat([head, octets]);
}

interface Signer {
  readonly key: KeyObject;
  readonly certificate?: Buffer;
}

/** A key with a certificate of the form that manufacturers give their authenticators (WebAuthn §8.2.1). */
export async function manufacturer(): Promise<Signer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'C=JP, O=Sample, OU=Authenticator Attestation, CN=Sample',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2099-01-01'),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new BasicConstraintsExtension(false)],
  });
  return { key: KeyObject.from(keys.privateKey), certificate: Buffer.from(certificate.rawData) };
}

/** The same registration with an attestation of the format `packed`, signed by this key. */
export function packed(
  answer: RegistrationResponseJSON,
  { key, certificate }: Signer,
): RegistrationResponseJSON {
  const { attestationObject, clientDataJSON } = answer.response;
  const object = Buffer.from(attestationObject, 'base64url');
  const authData = object.subarray(object.indexOf('authData') + 'authData'.length + 3);
  const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
  const signature = octetsOf(sign('sha256', Buffer.concat([authData, hash]), key));
  const parts = [
    Buffer.from('\xa3\x63fmt\x66packed\x67attStmt', 'latin1'),
    Buffer.from(certificate ? '\xa3' : '\xa2', 'latin1'),
    Buffer.from('\x63alg\x26\x63sig', 'latin1'),
    signature,
    ...(certificate ? [Buffer.from('\x63x5c\x81', 'latin1'), octetsOf(certificate)] : []),
    Buffer.from('\x68authData', 'latin1'),
    octetsOf(authData),
  ];
  const other = Buffer.concat(parts).toString('base64url');
  return { ...answer, response: { ...answer.response, attestationObject: other } };
}
