import {
  createECDH,
  createHash,
  createPrivateKey,
  hkdfSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
} from '../adapters/webauthn/passkeys.ts';
import { softwareCredentialId } from '../adapters/webauthn/software-credentials.ts';

/** What a site asks an authenticator to sign for. */
export interface CeremonyRequest {
  /** In Base64url, as the site's options have it. */
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** Whom the site names; kept for assertions. */
  readonly userHandle?: Buffer;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** Order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const sha256 = (octets: Buffer | string): Buffer => createHash('sha256').update(octets).digest();

const derived = (seed: Buffer, purpose: string, octets: number): Buffer =>
  Buffer.from(hkdfSync('sha256', seed, '', `toroku authenticator/1 ${purpose}`, octets));

/** A key pair of P-256 that a seed gives, always the same. */
function keyPairOf(seed: Buffer): { key: KeyObject; x: Buffer; y: Buffer } {
  const wide = BigInt(`0x${derived(seed, 'key', 48).toString('hex')}`);
  const d = Buffer.from(((wide % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const [jwkX, jwkY, jwkD] = [x, y, d].map((part) => part.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x: jwkX ?? '', y: jwkY ?? '', d: jwkD ?? '' };
  return { key: createPrivateKey({ key: jwk, format: 'jwk' }), x, y };
}

/** COSE_Key of ES256 (RFC 9053 §7.1.1): `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`. */
const coseKeyOf = (x: Buffer, y: Buffer): Buffer =>
  Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), x, Buffer.from('225820', 'hex'), y]);

/** `{"fmt": "none", "attStmt": {}, "authData": …}` in CBOR. */
function attestationObjectOf(authenticatorData: Buffer): Buffer {
  const length = Buffer.alloc(3, 0x59);
  length.writeUInt16BE(authenticatorData.length, 1);
  return Buffer.concat([
    Buffer.from('\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData', 'latin1'),
    length,
    authenticatorData,
  ]);
}

const clientDataOf = (type: string, { challenge, origin }: CeremonyRequest): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

/**
 * A security key in software (WebAuthn §6): one passkey of P-256, and a person who always agrees. For development
 * and tests alone; its key lies in the memory of the program.
 */
export class SoftwareAuthenticator {
  readonly credentialId: string;
  readonly publicKeyCose: Buffer;
  readonly #key: KeyObject;
  readonly #isCounting: boolean;
  #counter = 0;
  #userHandle: Buffer | undefined;

  private constructor(seed: Buffer, isCounting: boolean) {
    const { key, x, y } = keyPairOf(seed);
    this.credentialId = softwareCredentialId(derived(seed, 'credential', 16));
    this.publicKeyCose = coseKeyOf(x, y);
    this.#key = key;
    this.#isCounting = isCounting;
  }

  /** A new one, which counts its signatures. */
  static create(): SoftwareAuthenticator {
    return new SoftwareAuthenticator(randomBytes(32), true);
  }

  /** The one of a seed. It does not count: it may be made anew at any time. */
  static fromSeed(seed: Buffer): SoftwareAuthenticator {
    return new SoftwareAuthenticator(seed, false);
  }

  /** Gives its passkey to a site. */
  register(request: CeremonyRequest): RegistrationResponseJSON {
    this.#userHandle = request.userHandle;
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, id, this.publicKeyCose]);
    const authenticatorData = Buffer.concat([
      this.#authenticatorData(request, HAS_CREDENTIAL),
      credential,
    ]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientDataOf('webauthn.create', request).toString('base64url'),
        attestationObject: attestationObjectOf(authenticatorData).toString('base64url'),
        transports: ['usb'],
      },
    };
  }

  /** Signs a site's challenge. */
  assert(request: CeremonyRequest): AuthenticationResponseJSON {
    if (this.#isCounting) this.#counter += 1;
    const authenticatorData = this.#authenticatorData(request, 0);
    const clientData = clientDataOf('webauthn.get', request);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    const userHandle = request.userHandle ?? this.#userHandle;
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.#key).toString('base64url'),
        ...(userHandle && { userHandle: userHandle.toString('base64url') }),
      },
    };
  }

  #named() {
    const { credentialId: id } = this;
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;
  }

  #authenticatorData({ rpId }: CeremonyRequest, more: number): Buffer {
    const counted = Buffer.alloc(5);
    counted.writeUInt8(USER_PRESENT | USER_VERIFIED | more);
    counted.writeUInt32BE(this.#counter, 1);
    return Buffer.concat([sha256(rpId), counted]);
  }
}
