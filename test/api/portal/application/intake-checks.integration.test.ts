import { describe, expect, it } from 'vitest';
import { createApplicant } from '../../../../simulator/applicant.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { CANARY, intakeBench } from './intake-bench.ts';

const bench = intakeBench();

describe('an application that cannot be taken', () => {
  const other = { mail: 'other@example.jp', telephone: '03-0000-0000' };

  it('a container that cannot be read', async () => {
    const prepared = await bench.prepare();
    const signatureContainer = Buffer.from('no container').toString('base64');
    const answer = await bench.put({
      ...prepared,
      submission: { ...prepared.submission, signatureContainer },
    });
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signature-container']);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual([
      'malformed-signature-container',
    ]);
  });

  it.each([
    ['base64url', (octets: Buffer) => Buffer.from(octets.toString('base64url'))],
    ['pem', (octets: Buffer) => Buffer.from(`-----BEGIN CMS-----\n${octets.toString('base64')}`)],
    ['trailingOctets', (octets: Buffer) => Buffer.concat([octets, Buffer.from('\n')])],
    ['pdfCrossReference', () => Buffer.from('%PDF-1.7\n')],
    ['xmlSyntax', () => Buffer.from('<申込書>')],
  ])('a container that is not read, by its reason: %s', async (reason, spoil) => {
    const prepared = await bench.prepare();
    const octets = Buffer.from(prepared.submission.signatureContainer, 'base64');
    const signatureContainer = spoil(octets).toString('base64');
    const answer = await bench.put({
      ...prepared,
      submission: { ...prepared.submission, signatureContainer },
    });
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signature-container']);
    expect(answer.json).toMatchObject({ reason });
  });

  it('a text that was altered on its way to the card, by the accident', async () => {
    const prepared = await bench.prepare();
    const text = prepared.handedOut.text.replace(/\n/g, '\r\n');
    const answer = await bench.put(bench.signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signed-text']);
    expect(answer.json).toMatchObject({ line: 1, accident: 'crlf' });
  });

  it('a text that cannot be read: line and reason', async () => {
    const prepared = await bench.prepare();
    const text = prepared.handedOut.text.replace('代理：', '代埋：');
    const answer = await bench.put(bench.signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signed-text']);
    expect(answer.json).toMatchObject({ line: 9, reason: 'expected 代理：' });
    expect(answer.text).not.toContain(CANARY);
  });

  it('a text of another transaction', async () => {
    const prepared = await bench.prepare();
    const text = [
      '電子証明書利用申込取下書',
      '書式：toroku-text/1',
      '手続：利用申込みの取下げ',
      `申込番号：${prepared.applicationId}`,
      '受付窓口：own-portal',
      '認証業務：together',
      '確認の方法：署名用電子証明書の電子署名',
      `取り下げる申込書：SHA-256 ${prepared.handedOut.textSha256}`,
      '意思の確認：上の申込みを取り下げます。',
      `乱数：${prepared.handedOut.nonce}`,
      '作成日時：2026-12-03T08:00:00+09:00',
      '有効期限：2026-12-04T08:00:00+09:00',
      '',
    ].join('\n');
    const answer = await bench.put(bench.signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-transaction']);
  });

  it('a text that was altered', async () => {
    const prepared = await bench.prepare();
    const text = prepared.handedOut.text.replace('24か月', '25か月');
    const answer = await bench.put(bench.signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-altered']);
    expect(answer.json['told']).toEqual({
      ja: '申込みを受け取れませんでした。表示された理由をご確認ください。',
      en: 'We could not take your application. Please see the reason shown.',
    });
    expect(await bench.refusedWith(prepared.applicationId)).toEqual(['signed-text-altered']);
  });

  it('a text that was never handed out', async () => {
    const prepared = await bench.prepare();
    const text = prepared.handedOut.text.replace(/乱数：.*/, `乱数：${'0'.repeat(32)}`);
    const answer = await bench.put(bench.signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-unknown']);
  });

  it('a text of another portal', async () => {
    const { submission } = await bench.prepare();
    const target = await bench.prepare({ portal: bench.office.client('other') });
    const answer = await bench.put({ ...target, submission }, { portal: 'other' });
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-portal']);
    expect(await bench.refusedWith(target.applicationId)).toEqual(['signed-text-of-other-portal']);
  });

  it('a text of another application', async () => {
    const prepared = await bench.prepare();
    const { applicationId } = await bench.prepare();
    const answer = await bench.put({ ...prepared, applicationId });
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-application']);
  });

  it('an id under which no text was handed out', async () => {
    const prepared = await bench.prepare();
    const answer = await bench.put({ ...prepared, applicationId: uuidV7() });
    expect([answer.status, answer.problem]).toEqual([404, 'application-id-unknown']);
  });

  it('the same signed content under another id', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const target = await bench.prepare();
    const answer = await bench.put({ ...prepared, applicationId: target.applicationId });
    expect([answer.status, answer.problem]).toEqual([409, 'signed-content-reused']);
    expect(await bench.refusedWith(target.applicationId)).toEqual(['signed-content-reused']);
  });

  it('a text that expired before it arrived', async () => {
    const prepared = await bench.prepare();
    bench.office.clockAheadMs = 61 * 60_000;
    const answer = await bench.put(prepared);
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-expired']);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual(['signed-text-expired']);
  });

  it('the same id with other content', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const submission = { ...prepared.submission, contact: other };
    const answer = await bench.put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([409, 'exists-with-different-content']);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual([
      'exists-with-different-content',
    ]);
  });

  it('a key that is not the one named in the text', async () => {
    const prepared = await bench.prepare();
    const [key] = (await createApplicant()).keys;
    const { nonce, textSha256 } = prepared.handedOut;
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    const answer = await bench.put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'key-not-named-in-text']);
  });

  it('a proof of possession for something else', async () => {
    const prepared = await bench.prepare();
    const [key] = prepared.applicant.keys;
    const { textSha256 } = prepared.handedOut;
    const nonce = 'f'.repeat(32);
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    const answer = await bench.put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'proof-of-possession-invalid']);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual([
      'proof-of-possession-invalid',
    ]);
  });

  it('no proof of possession', async () => {
    const prepared = await bench.prepare();
    const { proofsOfPossession, ...submission } = prepared.submission;
    expect(proofsOfPossession).toHaveLength(1);
    const answer = await bench.put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'proof-of-possession-missing']);
  });

  it('a key where the text says that it comes later', async () => {
    const prepared = await bench.prepare({ service: 'by-code', text: { keyDelivery: 'code' } });
    const [key] = prepared.applicant.keys;
    const { nonce, textSha256 } = prepared.handedOut;
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    expect((await bench.put({ ...prepared, submission })).problem).toBe('key-not-named-in-text');
  });
});

describe('what is written of people', () => {
  it('is in no problem, no incident, no entry and no row but sealed ones', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const { mail, telephone } = prepared.submission.contact;
    const everything = await bench.everythingWritten();
    expect(bench.refusals.length).toBeGreaterThan(12);
    for (const canary of [CANARY, '金糸雀', mail, telephone, '1980-02-29', '19800229']) {
      expect(everything).not.toContain(canary);
    }
  });
});
