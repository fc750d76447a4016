import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { printSignedText, type SignedText } from '../../domain/application/signed-text.ts';
import {
  checkApplicationText,
  checkReceiptText,
  checkRevocationText,
  checkWithdrawalText,
  TextNotAsAsked,
} from '../../portal-client/checked-text.ts';
import type { ApplicationTextRequest } from '../../portal-client/texts.ts';

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');
const spki = Buffer.from('a key');
const other = Buffer.from('another key');

const tail = {
  portal: 'sample-portal',
  nonce: '9f86d081884c7d659a2feaa0c55ad015',
  createdAt: '2026-12-01T09:30:00+09:00',
  expiresAt: '2099-12-01T10:30:00+09:00',
};

const asked: ApplicationTextRequest = {
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  edition: 1,
  service: 'demo-simultaneous',
  identityRoute: 'jpki',
  name: '山田　花子',
  proxy: 'none',
  substitutes: 'none',
  previousCertificates: 'none',
  orders: [{ certificateType: 'basic', validityMonths: 24 }],
  keyDelivery: 'simultaneous',
  keys: [{ order: 1, spki: spki.toString('base64') }],
  explanation: {
    version: '2026-10-01',
    shownAt: '2026-12-01T00:29:00Z',
    means: 'screen',
    sha256: 'ab'.repeat(32),
  },
};

const application: SignedText = {
  kind: 'application',
  ...tail,
  applicationId: asked.applicationId,
  edition: 1,
  service: asked.service,
  identityRoute: 'jpki',
  proxy: 'none',
  name: asked.name,
  substitutes: 'none',
  previousCertificates: 'none',
  orders: [{ certificateType: 'basic', validityMonths: 24 }],
  keys: { delivery: 'simultaneous', spkiSha256: [sha256(spki)] },
  explanation: { date: '2026-10-01', sha256: 'ab'.repeat(32) },
};

/** A text as the API answers it, after somebody in between has altered it and its hash. */
function handedOut(text: SignedText, change: object = {}) {
  const octets = printSignedText({ ...text, ...change });
  return {
    text: new TextDecoder().decode(octets),
    textSha256: sha256(octets),
    nonce: tail.nonce,
    expiresAt: tail.expiresAt,
  };
}

const check = (change: object, request = asked) =>
  checkApplicationText(handedOut(application, change), request, 'sample-portal');

describe('checkApplicationText', () => {
  it('gives out the octets of a text that says what was asked', async () => {
    const checked = await check({});
    expect(checked.read).toMatchObject({ name: '山田　花子' });
    expect(sha256(checked.octets)).toBe(checked.textSha256);
  });

  it('does so where the key comes after a code', async () => {
    const { keys: _, ...request } = asked;
    const keys = { delivery: 'code', letterTo: 'jpkiAddress' };
    const checked = await check({ keys }, { ...request, keyDelivery: 'code' });
    expect(checked.read.keys.delivery).toBe('code');
  });

  it.each([
    ['applicationId', { applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708193' }],
    ['edition', { edition: 2, previousTextSha256: 'cd'.repeat(32) }],
    ['service', { service: 'another-service' }],
    ['identityRoute', { identityRoute: 'ownCertificate', address: '東京都' }],
    ['name', { name: '山田　太郎' }],
    // Canonically equivalent is not the same.
    ['name', { name: '\u{fa19}谷' }],
    ['proxy', { proxy: 'declared' }],
    ['substitutes', { substitutes: 'signedConsent' }],
    ['previousCertificates', { previousCertificates: 'revokeAfterAcceptance' }],
    ['orders', { orders: [{ certificateType: 'basic', validityMonths: 60 }] }],
    ['keys', { keys: { delivery: 'simultaneous', spkiSha256: [sha256(other)] } }],
    ['keys', { keys: { delivery: 'code', letterTo: 'jpkiAddress' } }],
    ['portal', { portal: 'another-portal' }],
    ['nonce', { nonce: '0'.repeat(32) }],
    ['explanation', { explanation: { date: '2026-10-02', sha256: 'ab'.repeat(32) } }],
    ['explanation', { explanation: { date: '2026-10-01', sha256: 'ac'.repeat(32) } }],
    ['expiresAt', { expiresAt: '2026-11-01T10:30:00+09:00' }],
  ])('has nobody sign a text with another %s', async (name, change) => {
    const refused = await check(change).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TextNotAsAsked);
    expect((refused as TextNotAsAsked).differences).toContain(name);
    // Names of places alone: the message may reach a log.
    expect((refused as TextNotAsAsked).message).not.toMatch(/山田|谷/);
  });

  it('has nobody sign another kind of text, or what is none', async () => {
    const withdrawal: SignedText = {
      kind: 'withdrawal',
      ...tail,
      applicationId: asked.applicationId,
      service: asked.service,
      method: 'jpki',
      applicationTextSha256: 'ab'.repeat(32),
    };
    const refusal = checkApplicationText(handedOut(withdrawal), asked, undefined);
    await expect(refusal).rejects.toMatchObject({ differences: expect.arrayContaining(['kind']) });
    const text = { ...handedOut(application), text: '電子証明書利用申込書\n' };
    await expect(checkApplicationText(text, asked, undefined)).rejects.toMatchObject({
      differences: ['grammar'],
    });
    const hash = { ...handedOut(application), textSha256: '0'.repeat(64) };
    await expect(checkApplicationText(hash, asked, undefined)).rejects.toMatchObject({
      differences: ['textSha256'],
    });
  });
});

const certificate = {
  issuerKeyId: 'd2'.repeat(20),
  serialNumber: '3f'.repeat(20),
  sha256: '60'.repeat(32),
};

describe('the other texts', () => {
  const { applicationId, service } = asked;
  const more = [certificate, { ...certificate, sha256: '61'.repeat(32) }];

  it('are held against what was asked for', async () => {
    const receipt: SignedText = {
      kind: 'receipt',
      ...tail,
      applicationId,
      service,
      method: 'receivedCertificate',
      certificates: [certificate],
    };
    const ask = {
      applicationId,
      method: 'receivedCertificate',
      certificates: [certificate],
    } as const;
    expect((await checkReceiptText(handedOut(receipt), ask, undefined)).read.kind).toBe('receipt');
    await expect(
      checkReceiptText(handedOut(receipt, { certificates: more }), ask, undefined),
    ).rejects.toMatchObject({ differences: ['certificates'] });

    const withdrawal: SignedText = {
      kind: 'withdrawal',
      ...tail,
      applicationId,
      service,
      method: 'jpki',
      applicationTextSha256: 'ab'.repeat(32),
    };
    const take = { applicationId, method: 'jpki', applicationTextSha256: 'ab'.repeat(32) } as const;
    expect((await checkWithdrawalText(handedOut(withdrawal), take, undefined)).read.kind).toBe(
      'withdrawal',
    );
    await expect(
      checkWithdrawalText(
        handedOut(withdrawal, { applicationTextSha256: 'ac'.repeat(32) }),
        take,
        undefined,
      ),
    ).rejects.toMatchObject({ differences: ['applicationTextSha256'] });
  });

  it('revoke no certificate more, and for no other reason', async () => {
    const requestId = '019ad801-0000-7abc-8def-0123456789ab';
    const revocation: SignedText = {
      kind: 'revocation',
      ...tail,
      requestId,
      service,
      method: 'jpki',
      requesterName: '山田　花子',
      certificates: [certificate],
      reasonCode: 'keyCompromise',
      invalidityDate: '2026-12-20',
    };
    const ask = {
      requestId,
      method: 'jpki',
      requesterName: '山田　花子',
      certificates: [certificate],
      reason: 'keyCompromise',
      invalidityDate: '2026-12-20',
    } as const;
    expect((await checkRevocationText(handedOut(revocation), ask, undefined)).read.kind).toBe(
      'revocation',
    );
    for (const [name, change] of [
      ['certificates', { certificates: more }],
      ['reasonCode', { reasonCode: 'superseded', invalidityDate: undefined }],
      ['invalidityDate', { invalidityDate: '2026-01-01' }],
    ] as const) {
      await expect(
        checkRevocationText(handedOut(revocation, change), ask, undefined),
      ).rejects.toMatchObject({ differences: expect.arrayContaining([name]) });
    }
  });
});
