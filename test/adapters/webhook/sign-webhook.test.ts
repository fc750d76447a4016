import { createPrivateKey } from 'node:crypto';
import { createSigner, createVerifier, httpbis } from 'http-message-signatures';
import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  COVERED,
  contentDigest,
  signedHeaders,
  thumbprint,
  webhookKeyFrom,
} from '../../../adapters/webhook/sign-webhook.ts';

/** `test-key-ed25519` of RFC 9421 appendix B.1.4. */
const RFC_KEY = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`);

/** The request of RFC 9421 appendix B.2. */
const RFC_REQUEST = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  headers: {
    Host: 'example.com',
    Date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'Content-Type': 'application/json',
    'Content-Length': '18',
  },
};

describe('the library that signs messages', () => {
  it('gives the signature of RFC 9421 appendix B.2.6', async () => {
    const { headers } = await httpbis.signMessage(
      {
        key: createSigner(RFC_KEY, 'ed25519', 'test-key-ed25519'),
        name: 'sig-b26',
        fields: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
        params: ['created', 'keyid'],
        paramValues: { created: new Date(1_618_884_473_000) },
      },
      RFC_REQUEST,
    );
    expect(headers).toMatchObject({
      'Signature-Input':
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      Signature:
        'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    });
  });
});

describe('contentDigest', () => {
  it('gives the digest of RFC 9421 §2.2 as RFC 9530 writes it', () => {
    expect(contentDigest(Buffer.from('{"hello": "world"}'))).toBe(
      'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    );
  });
});

describe('thumbprint', () => {
  it('gives that of RFC 8037 appendix A.3', () => {
    expect(thumbprint('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')).toBe(
      'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    );
  });
});

describe('signedHeaders', () => {
  const key = webhookKeyFrom(Buffer.alloc(32, 9));
  const url = 'https://portal.example/events?of=toroku';
  const body = Buffer.from('{"id":"x"}');
  const at = new Date();

  async function isValid(change: {
    url?: string;
    body?: Buffer;
    method?: string;
  }): Promise<boolean> {
    const headers = await signedHeaders(key, { url, body, at });
    const received = { ...headers, 'Content-Digest': contentDigest(change.body ?? body) };
    const verify = createVerifier(createPublicKey(key.privateKey), 'ed25519');
    const verified = await httpbis.verifyMessage(
      {
        keyLookup: async ({ keyid }) => (keyid === key.kid ? { verify } : null),
        requiredFields: COVERED,
        requiredParams: ['created', 'expires', 'tag'],
      },
      { method: change.method ?? 'POST', url: change.url ?? url, headers: received },
    );
    return verified === true;
  }

  it('covers the method, the address and through its digest the body', async () => {
    expect(await isValid({})).toBe(true);
    const changes = [
      { url: 'https://other.example/' },
      { body: Buffer.from('{}') },
      { method: 'PUT' },
    ];
    for (const change of changes) {
      expect(await isValid(change).catch(() => false)).toBe(false);
    }
  });
});
