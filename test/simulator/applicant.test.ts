import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { createApplicant } from '../../simulator/applicant.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { proofOctets } from './fake-portal.ts';

const context = {
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  order: 1,
  nonce: '9f86d081884c7d659a2feaa0c55ad015',
  textSha256: 'fc61b1cb5490c3b7e25ae5e18cb6bdc7f77f4630153905dc54c083043ebaef41',
};

describe('createApplicant', () => {
  it('makes keys, a device and a contact of which nobody else has any', async () => {
    const [one, other] = [await createApplicant(), await createApplicant()];
    expect(one.keys[0]?.spkiSha256).not.toBe(other.keys[0]?.spkiSha256);
    expect(one.device.id).not.toBe(other.device.id);
    expect(one.contact.mail).not.toBe(other.contact.mail);
    expect(one.contact.mail).toMatch(/@example\.jp$/);
    expect(one.contact.telephone).toMatch(/^090-\d{4}-\d{4}$/);
  });

  it('shares a device or a contact where told to', async () => {
    const { device, contact } = await createApplicant();
    const second = await createApplicant({ device, contact });
    expect([second.device, second.contact]).toEqual([device, contact]);
  });

  it('makes one key an order', async () => {
    const { keys } = await createApplicant({ orders: 2 });
    expect(new Set(keys.map(({ spkiSha256 }) => spkiSha256)).size).toBe(2);
  });
});

describe('ApplicantKey.prove', () => {
  it.each(['p-256', 'rsa-2048'] as const)('signs the octets of the proof with %s', async (kind) => {
    const { keys } = await createApplicant({ keyKind: kind });
    const [key] = keys;
    if (!key) throw new Error('no key');
    const proof = key.prove(context);
    expect(proof).toMatchObject({ order: 1, spki: key.spki.toString('base64') });
    const octets = Buffer.from(proofOctets({ ...context, spkiSha256: key.spkiSha256 }));
    const publicKey = createPublicKey({ key: key.spki, format: 'der', type: 'spki' });
    const signature = Buffer.from(proof.signature, 'base64');
    expect(verify('sha256', octets, publicKey, signature)).toBe(true);
    expect(publicKey.asymmetricKeyType).toBe(kind === 'p-256' ? 'ec' : 'rsa');
  });

  it('covers the octets of the published vector', () => {
    const vectors = JSON.parse(readFileSync('test/vectors/cases.json', 'utf8')) as {
      proofOfPossession: { octets: string };
    };
    const spkiSha256 = 'c9674345ca423860b35d9065470274dba6206992cd0369a304dc99bca213b059';
    expect(proofOctets({ ...context, spkiSha256 })).toBe(vectors.proofOfPossession.octets);
  });
});

describe('uuidV7', () => {
  it('has version, variant and the time of RFC 9562', () => {
    const uuid = uuidV7(new Date('2026-12-01T00:30:00.123Z'));
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const milliseconds = Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
    expect(new Date(milliseconds).toISOString()).toBe('2026-12-01T00:30:00.123Z');
    expect(new Set(Array.from({ length: 1000 }, () => uuidV7())).size).toBe(1000);
  });
});
