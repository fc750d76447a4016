import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { describe, expect, it } from 'vitest';
import { isSoftwareCredential } from '../../adapters/webauthn/software-credentials.ts';
import { SoftwareAuthenticator } from '../../simulator/authenticator.ts';

const CHALLENGE = Buffer.alloc(32, 5).toString('base64url');
const SITE = { origin: 'https://console.example', rpId: 'console.example' };
const REQUEST = { challenge: CHALLENGE, ...SITE };
const EXPECTED = {
  expectedChallenge: CHALLENGE,
  expectedOrigin: SITE.origin,
  expectedRPID: SITE.rpId,
};

const credentialOf = (authenticator: SoftwareAuthenticator, counter = 0) => ({
  id: authenticator.credentialId,
  publicKey: new Uint8Array(authenticator.publicKeyCose),
  counter,
});

describe('SoftwareAuthenticator', () => {
  it('registers a passkey that a site accepts, with its key and the person verified', async () => {
    const authenticator = SoftwareAuthenticator.create();
    const response = authenticator.register(REQUEST);
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      ...EXPECTED,
    });
    expect(verified).toBe(true);
    expect(registrationInfo?.credential.id).toBe(authenticator.credentialId);
    expect(registrationInfo?.userVerified).toBe(true);
    const { publicKey } = registrationInfo?.credential ?? {};
    expect(Buffer.from(publicKey ?? [])).toEqual(authenticator.publicKeyCose);
  });

  it('signs challenges, and counts', async () => {
    const authenticator = SoftwareAuthenticator.create();
    for (const count of [1, 2, 3]) {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: authenticator.assert(REQUEST),
        ...EXPECTED,
        credential: credentialOf(authenticator, count - 1),
      });
      expect([verified, authenticationInfo.newCounter]).toEqual([true, count]);
    }
  });

  it('signs for the key that it has, and for no other', async () => {
    const [one, other] = [SoftwareAuthenticator.create(), SoftwareAuthenticator.create()];
    const { verified } = await verifyAuthenticationResponse({
      response: one.assert(REQUEST),
      ...EXPECTED,
      credential: { ...credentialOf(other), id: one.credentialId },
    });
    expect(verified).toBe(false);
  });

  it('is the same one of the same seed, and does not count', async () => {
    const [one, again] = [1, 1].map((octet) =>
      SoftwareAuthenticator.fromSeed(Buffer.alloc(32, octet)),
    );
    const other = SoftwareAuthenticator.fromSeed(Buffer.alloc(32, 2));
    expect(again?.credentialId).toBe(one?.credentialId);
    expect(again?.publicKeyCose).toEqual(one?.publicKeyCose);
    expect(other.credentialId).not.toBe(one?.credentialId);
    const { authenticationInfo } = await verifyAuthenticationResponse({
      response: other.assert(REQUEST),
      ...EXPECTED,
      credential: credentialOf(other),
    });
    expect(authenticationInfo.newCounter).toBe(0);
  });

  it('says back whom the site named', () => {
    const authenticator = SoftwareAuthenticator.create();
    authenticator.register({ ...REQUEST, userHandle: Buffer.from('one') });
    const { userHandle } = authenticator.assert(REQUEST).response;
    expect(userHandle).toBe(Buffer.from('one').toString('base64url'));
  });

  it('makes credentials that say that they are software', () => {
    expect(isSoftwareCredential(SoftwareAuthenticator.create().credentialId)).toBe(true);
    expect(isSoftwareCredential(Buffer.alloc(32).toString('base64url'))).toBe(false);
  });
});
