import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { signedHeaders, webhookKeyFrom } from '../../adapters/webhook/sign-webhook.ts';
import { signatureBase, signaturesOf } from '../../portal-client/message-signature.ts';
import { utf8 } from '../../portal-client/octets.ts';
import { WebhookVerifier } from '../../portal-client/webhooks.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });

const NOW = 1_764_547_200;
const URL_OF = 'https://portal.example/hooks/toroku?x=1';
const EVENT = { id: 'e1', position: '8.1', kind: 'issued', applicationId: 'a', at: '', data: {} };

let asked: number;
let verifier: WebhookVerifier;
let now: number;

beforeEach(() => {
  asked = 0;
  now = NOW;
  verifier = new WebhookVerifier({
    keysUrl: 'https://toroku.example/webhook-keys',
    now: () => now * 1000,
    fetch: async () => {
      asked += 1;
      return Response.json({ keys: [jwk(ec.publicKey, 'ec'), jwk(ed.publicKey, 'ed')] });
    },
  });
});

const COMPONENTS = '("@method" "@target-uri" "content-digest" "content-type")';

interface Sent {
  readonly keyId?: 'ec' | 'ed' | 'stranger';
  readonly created?: number;
  readonly components?: string;
  readonly body?: string;
  readonly key?: KeyObject;
}

/** A webhook as the office would send it, signed after RFC 9421 by Node and not by what is tested. */
function sent({ keyId = 'ed', created = NOW, components = COMPONENTS, key, ...rest }: Sent = {}) {
  const body = Buffer.from(rest.body ?? JSON.stringify(EVENT));
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const parameters = `${components};created=${created};keyid="${keyId}"`;
  const lines: Record<string, string> = {
    '@method': 'POST',
    '@target-uri': URL_OF,
    '@authority': 'portal.example',
    '@path': '/hooks/toroku',
    'content-digest': digest,
    'content-type': 'application/json',
  };
  const names = [...components.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  const base = [
    ...names.map((name) => `"${name}": ${lines[name]}`),
    `"@signature-params": ${parameters}`,
  ];
  const signed = Buffer.from(base.join('\n'));
  const own = key ?? (keyId === 'ec' ? ec.privateKey : ed.privateKey);
  const signature =
    own.asymmetricKeyType === 'ec'
      ? sign('sha256', signed, { key: own, dsaEncoding: 'ieee-p1363' })
      : sign(null, signed, own);
  const headers = new Headers({
    'content-digest': digest,
    'content-type': 'application/json',
    'signature-input': `sig=${parameters}`,
    signature: `sig=:${signature.toString('base64')}:`,
  });
  return { method: 'POST', url: URL_OF, headers, body };
}

describe('WebhookVerifier', () => {
  it.each(['ec', 'ed'] as const)('reads the event of a webhook signed with %s', async (keyId) => {
    expect(await verifier.verify(sent({ keyId }))).toEqual(EVENT);
    await verifier.verify(sent({ keyId, created: NOW - 1 }));
    expect(asked).toBe(1);
  });

  it('takes address and path apart, too', async () => {
    const components = '("@method" "@authority" "@path" "content-digest")';
    expect(await verifier.verify(sent({ components }))).toEqual(EVENT);
  });

  it.each([
    ['outsideWindow', sent({ created: NOW - 301 })],
    ['outsideWindow', sent({ created: NOW + 301 })],
    ['unknownKey', sent({ keyId: 'stranger' })],
    ['badSignature', sent({ key: stranger.privateKey })],
    ['notCovered', sent({ components: '("@method" "@target-uri")' })],
    ['notCovered', sent({ components: '("@target-uri" "content-digest")' })],
    ['notCovered', sent({ components: '("@method" "@path" "content-digest")' })],
    ['noSignature', { ...sent(), headers: new Headers() }],
    ['digestDiffers', { ...sent(), body: Buffer.from('{}') }],
    ['badSignature', { ...sent(), url: 'https://portal.example/hooks/other' }],
    ['badSignature', { ...sent(), method: 'PUT' }],
    ['notAnEvent', sent({ body: '[]' })],
    ['notAnEvent', sent({ body: 'no JSON' })],
  ])('refuses: %s', async (reason, message) => {
    await expect(verifier.verify(message)).rejects.toMatchObject({
      name: 'WebhookRefused',
      reason,
    });
  });

  it('takes a webhook once, and the event again when it is signed anew', async () => {
    const message = sent();
    await verifier.verify(message);
    await expect(verifier.verify(message)).rejects.toMatchObject({ reason: 'replayed' });
    expect(await verifier.verify(sent({ created: NOW + 1 }))).toEqual(EVENT);
    // What is forgotten is outside of the window.
    now += 301;
    await expect(verifier.verify(message)).rejects.toMatchObject({ reason: 'outsideWindow' });
  });

  it('looks for a new key, not at every stranger', async () => {
    for (let n = 0; n < 3; n += 1) {
      await expect(verifier.verify(sent({ keyId: 'stranger' }))).rejects.toThrow();
    }
    expect(asked).toBe(1);
    now += 60;
    await expect(verifier.verify(sent({ keyId: 'stranger', created: now }))).rejects.toThrow();
    expect(asked).toBe(2);
  });
});

describe('a webhook of the office itself', () => {
  it('is believed', async () => {
    const key = webhookKeyFrom(Buffer.alloc(32, 7));
    const jwks = { kty: 'OKP', crv: 'Ed25519', kid: key.kid, use: 'sig', alg: 'Ed25519', x: key.x };
    const body = Buffer.from(JSON.stringify(EVENT));
    const headers = new Headers(await signedHeaders(key, { url: URL_OF, body, at: new Date() }));
    const own = new WebhookVerifier({
      keysUrl: 'https://toroku.example/webhook-keys',
      fetch: async () => Response.json({ keys: [jwks] }),
    });
    expect(await own.verify({ method: 'POST', url: URL_OF, headers, body })).toEqual(EVENT);
  });
});

describe('signatureBase', () => {
  it('is that of RFC 9421 B.2.6, whose signature verifies', async () => {
    const headers = new Headers({
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      'content-type': 'application/json',
      'content-length': '18',
      'signature-input':
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      signature:
        'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    });
    const body = Buffer.from('{"hello": "world"}');
    const message = {
      method: 'POST',
      url: 'https://example.com/foo?param=Value&Pet=dog',
      headers,
      body,
    };
    const [signature] = signaturesOf(headers);
    if (!signature) throw new Error('no signature was read');
    expect(signature).toMatchObject({ keyId: 'test-key-ed25519', created: 1618884473 });
    const key = await crypto.subtle.importKey(
      'jwk',
      { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
      'Ed25519',
      false,
      ['verify'],
    );
    const base = utf8(signatureBase(message, signature));
    expect(await crypto.subtle.verify('Ed25519', key, signature.value, base)).toBe(true);
  });

  it.each([
    ['a component with parameters', 'sig=("@path";req);created=1;keyid="k"', 'sig=:AAAA:'],
    ['another label', 'sig=("@path");created=1;keyid="k"', 'gis=:AAAA:'],
    ['no key', 'sig=("@path");created=1', 'sig=:AAAA:'],
  ])('reads no signature out of %s', (_, input, value) => {
    expect(signaturesOf(new Headers({ 'signature-input': input, signature: value }))).toEqual([]);
  });
});
