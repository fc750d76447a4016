import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import {
  registrationOptions,
  requestOptions,
  verifyRegistration,
  verifySignIn,
} from '../../../adapters/webauthn/passkeys.ts';
import { SoftwareAuthenticator } from '../../../simulator/authenticator.ts';
import { manufacturer, packed } from './packed-attestation.ts';

const CHALLENGE = Buffer.alloc(32, 9).toString('base64url');
const PARTY = relyingPartyAt('https://console.example/');
const EXPECTED = { ...PARTY, challenge: CHALLENGE };

let authenticator: SoftwareAuthenticator;
beforeEach(() => {
  authenticator = SoftwareAuthenticator.create();
});

describe('relyingPartyAt', () => {
  it('takes origin and domain from the address of the console', () => {
    expect(relyingPartyAt('http://localhost:8081')).toEqual({
      origin: 'http://localhost:8081',
      rpId: 'localhost',
    });
  });
});

describe('options', () => {
  it('ask for a passkey that names its holder, with the holder verified', async () => {
    const options = await registrationOptions({
      challenge: CHALLENGE,
      rpId: PARTY.rpId,
      rpName: '登録',
      userHandle: Buffer.from('handle'),
      userName: '三宅 和彦',
      existing: ['abcd'],
    });
    expect(options).toMatchObject({
      challenge: CHALLENGE,
      rp: { id: 'console.example', name: '登録' },
      user: { id: Buffer.from('handle').toString('base64url'), name: '三宅 和彦' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: 'abcd', type: 'public-key' }],
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -257]);
  });

  it('ask whoever it is for a signature, with the holder verified', async () => {
    const options = await requestOptions({ challenge: CHALLENGE, rpId: PARTY.rpId });
    expect(options).toMatchObject({ challenge: CHALLENGE, userVerification: 'required' });
    expect(options.allowCredentials ?? []).toEqual([]);
  });
});

describe('answeredChallenge', () => {
  it('reads the challenge, and nothing out of what is no client data', () => {
    const answer = authenticator.assert({ challenge: CHALLENGE, ...PARTY });
    expect(answeredChallenge(answer)).toBe(CHALLENGE);
    for (const text of ['', 'null', '"x"', '{"challenge":1}', '{'])
      expect(
        answeredChallenge({
          response: { clientDataJSON: Buffer.from(text).toString('base64url') },
        }),
      ).toBeUndefined();
  });
});

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const publicKeyCose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  return { privateKey, publicKeyCose };
}

/** The client data of an answer, with something else in it. */
const altered = (clientDataJSON: string, more: object): string =>
  Buffer.from(
    JSON.stringify({
      ...(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as object),
      ...more,
    }),
  ).toString('base64url');

const registered = () => authenticator.register({ challenge: CHALLENGE, ...PARTY });

describe('verifyRegistration', () => {
  it('gives id, key and counter of what was made', async () => {
    expect(await verifyRegistration(registered(), EXPECTED)).toEqual({
      credentialId: authenticator.credentialId,
      publicKeyCose: authenticator.publicKeyCose,
      signatureCounter: 0,
      transports: ['usb'],
    });
  });

  it.each([
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a frame of another site', { crossOrigin: true }],
    ['a signature instead of a making', { type: 'webauthn.get' }],
  ])('refuses %s', async (_, more) => {
    const answer = registered();
    const clientDataJSON = altered(answer.response.clientDataJSON, more);
    const response = { ...answer.response, clientDataJSON };
    expect(await verifyRegistration({ ...answer, response }, EXPECTED)).toBeUndefined();
  });

  it('refuses another domain, and an id that is not that of the key', async () => {
    expect(
      await verifyRegistration(registered(), { ...EXPECTED, rpId: 'example' }),
    ).toBeUndefined();
    const id = SoftwareAuthenticator.create().credentialId;
    expect(await verifyRegistration({ ...registered(), id, rawId: id }, EXPECTED)).toBeUndefined();
  });

  it('refuses a person who was not verified', async () => {
    const answer = registered();
    const object = Buffer.from(answer.response.attestationObject, 'base64url');
    const flags = object.indexOf('authData') + 'authData'.length + 3 + 32;
    object.writeUInt8(object.readUInt8(flags) & ~0x04, flags);
    const attestationObject = object.toString('base64url');
    const response = { ...answer.response, attestationObject };
    expect(await verifyRegistration({ ...answer, response }, EXPECTED)).toBeUndefined();
  });

  it('refuses a certificate of a manufacturer, though the library would take it', async () => {
    const answer = packed(registered(), await manufacturer());
    const { challenge: expectedChallenge, origin: expectedOrigin } = EXPECTED;
    const library = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge,
      expectedOrigin,
    });
    expect(library.verified).toBe(true);
    expect(await verifyRegistration(answer, EXPECTED)).toBeUndefined();
  });

  it('refuses an attestation of a kind that was not asked for', async () => {
    const answer = registered();
    const object = Buffer.from(answer.response.attestationObject, 'base64url').toString('latin1');
    const other = object.replace('\x64none', '\x63tpm');
    expect(other).not.toBe(object);
    const attestationObject = Buffer.from(other, 'latin1').toString('base64url');
    const response = { ...answer.response, attestationObject };
    expect(await verifyRegistration({ ...answer, response }, EXPECTED)).toBeUndefined();
  });

  it('takes a passkey that attests itself, which browsers pass on unasked', async () => {
    const { privateKey, publicKeyCose } = newKey();
    const answer = registered();
    const object = Buffer.from(answer.response.attestationObject, 'base64url');
    publicKeyCose.copy(object, object.length - publicKeyCose.length);
    const attestationObject = object.toString('base64url');
    const own = { ...answer, response: { ...answer.response, attestationObject } };
    const made = await verifyRegistration(packed(own, { key: privateKey }), EXPECTED);
    expect(made?.publicKeyCose).toEqual(publicKeyCose);
    const forged = packed(own, { key: newKey().privateKey });
    expect(await verifyRegistration(forged, EXPECTED)).toBeUndefined();
  });

  it('refuses octets that are nothing', async () => {
    const answer = registered();
    const response = { ...answer.response, attestationObject: 'AAAA' };
    expect(await verifyRegistration({ ...answer, response }, EXPECTED)).toBeUndefined();
  });
});

/** An authenticator that says what it is told. */
function answerOf({ flags = 0x05, counter = 1, ...more }: Record<string, unknown> = {}) {
  const { privateKey, publicKeyCose } = newKey();
  const counted = Buffer.alloc(5);
  counted.writeUInt8(Number(flags));
  counted.writeUInt32BE(Number(counter), 1);
  const rpIdHash = createHash('sha256').update('console.example').digest();
  const authenticatorData = Buffer.concat([rpIdHash, counted]);
  const clientData = Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge: CHALLENGE, origin: PARTY.origin, ...more }),
  );
  const hash = createHash('sha256').update(clientData).digest();
  const signature = sign('sha256', Buffer.concat([authenticatorData, hash]), privateKey);
  return {
    publicKeyCose,
    answer: {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    },
  };
}

const verdict = (said: Record<string, unknown>, signatureCounter = 0) => {
  const { answer, publicKeyCose } = answerOf(said);
  const passkey = { credentialId: 'AAAA', publicKeyCose, signatureCounter };
  return verifySignIn(answer, EXPECTED, passkey);
};

describe('verifySignIn', () => {
  it('gives the counter to remember', async () => {
    expect(await verdict({ counter: 7 }, 6)).toEqual({ signatureCounter: 7 });
    expect(await verdict({ counter: 0 }, 0)).toEqual({ signatureCounter: 0 });
  });

  it.each([
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }, 0],
    ['another origin', { origin: 'https://evil.example' }, 0],
    ['a frame of another site', { crossOrigin: true }, 0],
    ['a making instead of a signature', { type: 'webauthn.create' }, 0],
    ['a person who was not verified', { flags: 0x01 }, 0],
    ['a person who was not there', { flags: 0x04 }, 0],
    ['a counter that stood still', { counter: 3 }, 3],
    ['a counter that went back', { counter: 2 }, 3],
    ['a counter that stopped counting', { counter: 0 }, 3],
  ])('refuses %s', async (_, said, counter) => {
    expect(await verdict(said, counter)).toBeUndefined();
  });

  it('refuses another key, another passkey and another domain', async () => {
    const { answer, publicKeyCose } = answerOf();
    const passkey = { credentialId: 'AAAA', publicKeyCose, signatureCounter: 0 };
    const otherKey = { ...passkey, publicKeyCose: answerOf().publicKeyCose };
    expect(await verifySignIn(answer, EXPECTED, otherKey)).toBeUndefined();
    const otherId = { ...passkey, credentialId: 'BBBB' };
    expect(await verifySignIn(answer, EXPECTED, otherId)).toBeUndefined();
    const elsewhere = { ...EXPECTED, rpId: 'other.example' };
    expect(await verifySignIn(answer, elsewhere, passkey)).toBeUndefined();
    expect(await verifySignIn(answer, EXPECTED, passkey)).toBeDefined();
  });
});
