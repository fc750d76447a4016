import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { CustodianShare } from './share-file.ts';

/** What a program that waits for shares asks with: a key that lives as long as the question. Binary in Base64url. */
export interface ShareRequest {
  readonly v: 1;
  readonly nonce: string;
  /** X25519, SubjectPublicKeyInfo. */
  readonly publicKey: string;
}

/** A request, with the half of its key that never leaves the process. */
export interface OwnRequest {
  readonly request: ShareRequest;
  readonly privateKey: KeyObject;
}

/** A share on its way, with the terminal at which it was given. */
export interface GivenShare extends CustodianShare {
  readonly terminal: string;
}

/** A share sealed to one request: to another it is noise. */
export interface ShareEnvelope {
  readonly v: 1;
  readonly nonce: string;
  readonly publicKey: string;
  readonly sealed: string;
}

/** Makes a request of its own for one start of one program. */
export function newShareRequest(): OwnRequest {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    request: {
      v: 1,
      nonce: randomBytes(16).toString('base64url'),
      publicKey: spki.toString('base64url'),
    },
    privateKey,
  };
}

/** A key pair serves one envelope, so the nonce of the cipher may be fixed. */
const NONCE = Buffer.alloc(12);

function keyBetween(
  { nonce }: Pick<ShareRequest, 'nonce'>,
  own: KeyObject,
  { other, sender }: { readonly other: string; readonly sender: string },
): Buffer {
  const publicKey = createPublicKey({
    key: Buffer.from(other, 'base64url'),
    format: 'der',
    type: 'spki',
  });
  const shared = diffieHellman({ privateKey: own, publicKey });
  const bound = Buffer.from(`${nonce}\n${sender}`);
  return Buffer.from(hkdfSync('sha256', shared, bound, 'toroku-share-envelope/1', 32));
}

/** Seals a share to a request. */
export function sealForRequest(request: ShareRequest, share: GivenShare): ShareEnvelope {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const sender = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  const key = keyBetween(request, privateKey, { other: request.publicKey, sender });
  const cipher = createCipheriv('aes-256-gcm', key, NONCE);
  const plain = JSON.stringify({ ...share, share: share.share.toString('base64url') });
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return {
    v: 1,
    nonce: request.nonce,
    publicKey: sender,
    sealed: sealed.toString('base64url'),
  };
}

/** Opens an envelope with the key of the request; undefined for one that was sealed to another, or is none. */
export function openEnvelope(
  { request, privateKey }: OwnRequest,
  envelope: ShareEnvelope,
): GivenShare | undefined {
  if (envelope.nonce !== request.nonce) return undefined;
  try {
    const { publicKey: sender } = envelope;
    const key = keyBetween(request, privateKey, { other: sender, sender });
    const sealed = Buffer.from(envelope.sealed, 'base64url');
    const cipher = createDecipheriv('aes-256-gcm', key, NONCE);
    cipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    const { share, set, custodian, terminal } = JSON.parse(plain.toString('utf8')) as Record<
      string,
      string
    >;
    plain.fill(0);
    if (!share || !set || !custodian || !terminal) return undefined;
    return { set, custodian, terminal, share: Buffer.from(share, 'base64url') };
  } catch {
    return undefined;
  }
}
