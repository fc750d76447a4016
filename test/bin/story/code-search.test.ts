import { createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOnPaper } from '../../../bin/story/code-letter.ts';
import { marksOf, otherCode } from '../../../bin/story/code-search.ts';
import { holdsOneOf } from '../../../bin/story/search-places.ts';
import { printedCode, redemptionMessage } from '../../../domain/key-delivery/code.ts';
import { redemptionOf } from '../../../portal-client/redemption.ts';

const SYMBOLS = '7KQ2M9XHTRVB4WZ6';
const CODE = printedCode(SYMBOLS);
const SALT = '00112233445566778899aabbccddeeff';
const K = pbkdf2Sync(SYMBOLS, Buffer.from(SALT, 'hex'), 600_000, 32, 'sha256');

const marks = marksOf({ code: CODE, salt: SALT });

describe('the search for a code', () => {
  it.each([
    ['as it is printed', CODE],
    ['without hyphens', CODE.replaceAll('-', '')],
    ['without its check symbol', `code=${SYMBOLS};`],
    ['in small letters', CODE.toLowerCase()],
    ['in Base64 of what is printed', Buffer.from(`code ${CODE}`).toString('base64')],
    ['as K in hexadecimal', K.toString('hex')],
    ['as K in Base64', K.toString('base64')],
  ])('finds it %s', (_, place) => {
    expect(holdsOneOf(Buffer.from(place), marks)).toBe(true);
  });

  it('finds neither another code nor the salt', () => {
    expect(holdsOneOf(Buffer.from(`${otherCode(CODE)} ${SALT}`), marks)).toBe(false);
  });

  it('looks for the K that redemptions are sent under', async () => {
    const [applicationId, nonce] = ['01a22d60-48ef-7c19-a34b-ea46009cc82e', '00'.repeat(16)];
    const delivery = {
      applicationId,
      codeNumber: 1,
      state: 'posted',
      salt: SALT,
      iterations: 600_000,
      nonce,
      nonceExpiresAt: '2026-12-01T00:00:00+09:00',
      attemptsLeft: 5,
      textSha256: '00'.repeat(32),
      orders: [],
    };
    const { mac } = await redemptionOf(delivery, CODE, []);
    const message = redemptionMessage({ applicationId, codeNumber: 1, nonce, spkiSha256: [] });
    expect(createHmac('sha256', K).update(message).digest('hex')).toBe(mac);
  });
});

describe('a wrong code', () => {
  it.each([CODE, printedCode(`8${SYMBOLS.slice(1)}`)])('is another one, well typed: %s', (code) => {
    expect(otherCode(code)).not.toBe(code);
    expect(codeOnPaper(['', otherCode(code)])).toBe(otherCode(code));
  });
});

describe('the paper', () => {
  it('has one code, beside numbers', () => {
    const lines = ['申込番号：01a22d60-48ef-7c19-a34b-ea46009cc82e', `利用者識別符号：${CODE}`];
    expect(codeOnPaper(lines)).toBe(CODE);
    expect(() => codeOnPaper(lines.slice(0, 1))).toThrow('not one code');
    expect(() => codeOnPaper([CODE, CODE])).toThrow('not one code');
  });
});
