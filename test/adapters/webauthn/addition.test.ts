import { describe, expect, it } from 'vitest';
import {
  additionChallenge,
  confirmationOctets,
  isAdditionConfirmed,
  type Addition,
} from '../../../adapters/webauthn/addition.ts';
import { SoftwareAuthenticator } from '../../../simulator/authenticator.ts';

const relyingParty = { origin: 'https://console.example', rpId: 'console.example' };
const ADDITION: Addition = { officerId: 'officer-01', madeWith: 'A'.repeat(43), label: '青い鍵' };

const holder = SoftwareAuthenticator.create();
const confirmationOf = (addition: Addition, party = relyingParty) =>
  confirmationOctets(holder.assert({ challenge: additionChallenge(addition), ...party }));
const CONFIRMATION = confirmationOf(ADDITION);

const isConfirmed = (
  addition: Addition,
  confirmation: Buffer,
  by: Pick<SoftwareAuthenticator, 'credentialId' | 'publicKeyCose'> = holder,
) => isAdditionConfirmed(addition, confirmation, { by, relyingParty });

describe('isAdditionConfirmed', () => {
  it.each([
    ['another officer', { officerId: 'officer-02' }],
    ['another making', { madeWith: 'B'.repeat(43) }],
    ['another name', { label: '赤い鍵' }],
  ])('refuses what was signed for %s', async (_, more) => {
    expect(await isConfirmed({ ...ADDITION, ...more }, CONFIRMATION)).toBe(false);
  });

  it.each([
    ['no octets', Buffer.alloc(0)],
    ['no JSON', Buffer.from('x')],
    ['JSON of something else', Buffer.from('[]')],
    ['no members', Buffer.from('{}')],
    ['members of another kind', Buffer.from('{"clientDataJSON":1}')],
    [
      'changed octets',
      Buffer.from(CONFIRMATION).fill('A', CONFIRMATION.length - 12, CONFIRMATION.length - 4),
    ],
  ])('refuses %s', async (_, octets) => {
    expect(await isConfirmed(ADDITION, octets)).toBe(false);
  });

  it('refuses the signature of another key, whatever it calls itself', async () => {
    const { credentialId } = holder;
    const { publicKeyCose } = SoftwareAuthenticator.create();
    expect(await isConfirmed(ADDITION, CONFIRMATION, { credentialId, publicKeyCose })).toBe(false);
  });

  it('refuses what was signed for another site', async () => {
    const elsewhere = { origin: 'https://evil.example', rpId: 'evil.example' };
    expect(await isConfirmed(ADDITION, confirmationOf(ADDITION, elsewhere))).toBe(false);
  });

  it('takes what the passkey signed for this addition, however often it is judged', async () => {
    for (let n = 0; n < 2; n += 1) expect(await isConfirmed(ADDITION, CONFIRMATION)).toBe(true);
  });
});
