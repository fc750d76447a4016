import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendorFileOctets } from '../../adapters/letter-files/vendor-file.ts';
import { authEnvelopedData } from '../../adapters/x509/auth-enveloped-data.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { CODE_LETTER_TEMPLATE } from '../../domain/dispatch/letter-templates.ts';
import { readVendorReport } from '../../domain/dispatch/vendor-report.ts';
import { printedCode } from '../../domain/key-delivery/code.ts';
import { preparePrintVendor, VENDOR_FILES } from '../../simulator/print-vendor.ts';
import { confirmationCsv, openVendorFile, printLetter } from '../../simulator/print-shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'toroku-shop-'));
const LOT = '019ad7f9-0000-7000-8000-0000000000c1';
const DISPATCH = '019ad7f9-0000-7000-8000-0000000000c2';
const APPLICATION = '019ad7f9-0000-7000-8000-0000000000c3';
const CODE = printedCode('ABCDEFGHJKLMNPQR');

let certificate: Buffer;
const key = () => createPrivateKey(readFileSync(join(folder, VENDOR_FILES.key)));

beforeAll(async () => {
  certificate = await preparePrintVendor(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const content = (more: object = {}) => ({
  v: 1,
  dispatch: DISPATCH,
  application: APPLICATION,
  codeNumber: 1,
  code: CODE,
  name: '見本　花子',
  address: '東京都千代田区1-1',
  service: 'demo-code',
  portal: 'sample-portal',
  ...more,
});

/** The vendor's file of one letter, as the office builds it of what the room wrote. */
function vendorFile(more: object = {}, as: { readonly codeNumber?: number } = {}): Buffer {
  const octets = authEnvelopedData(readCertificate(certificate), canonicalOctets(content(more)));
  const ciphertextSha256 = sha256Hex(octets);
  const letter = { dispatch: DISPATCH, codeNumber: as.codeNumber ?? 1, ciphertextSha256 };
  const files = { read: (sha256: string) => (sha256 === ciphertextSha256 ? octets : undefined) };
  const file = vendorFileOctets({ lot: LOT, mailKind: 'honninGenteiTokurei' }, [letter], files);
  if (!file) throw new Error('the file is not whole');
  return file;
}

describe('openVendorFile', () => {
  it('reads what the room wrote, with the key of the vendor', () => {
    const [letter, ...more] = openVendorFile(vendorFile(), key());
    expect(more).toEqual([]);
    expect(letter).toEqual({ ...content(), mailKind: 'honninGenteiTokurei' });
  });

  it('shows nothing of a letter to anybody else', () => {
    const file = vendorFile();
    const text = file.toString('utf8');
    expect([CODE, '花子', '千代田'].some((clear) => text.includes(clear))).toBe(false);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    expect(() => openVendorFile(file, privateKey)).toThrow();
  });

  it.each([
    ['a code whose check symbol is wrong', { code: `${CODE.slice(0, -1)}2` }, {}],
    ['a letter of another dispatch', { dispatch: LOT }, {}],
    ['a letter of another number', {}, { codeNumber: 2 }],
  ])('prints no %s', (_, more, as) => {
    expect(() => openVendorFile(vendorFile(more, as), key())).toThrow(/is wrong/);
  });
});

describe('printLetter', () => {
  const redeemUrl = 'https://portal.example/redeem';
  const lines = () =>
    printLetter(openVendorFile(vendorFile(), key())[0] as never, {
      template: CODE_LETTER_TEMPLATE,
      redeemUrl,
    });

  it('says the code, to whom, where to use it, and for how long', () => {
    const text = lines().join('\n');
    expect(text).toContain(CODE);
    expect(text).toContain('見本　花子 様');
    expect(text).toContain(`${redeemUrl}/${APPLICATION}`);
    expect(text).toContain('発送の日から30日間');
    expect(text).toContain('5回まちがえると');
  });

  it('says that nobody of ours ever asks for the code', () => {
    expect(
      lines().some((line) => /職員が符号をお尋ねすることは、決してありません/.test(line)),
    ).toBe(true);
  });

  it('knows no template but those of the build', () => {
    const letter = content();
    expect(() => printLetter(letter, { template: 'codeLetter/1999-01-01', redeemUrl })).toThrow();
  });
});

describe('confirmationCsv', () => {
  it('is read by the office as it was meant', () => {
    const at = new Date('2026-12-01T01:00:00.000Z');
    const csv = confirmationCsv([
      { dispatch: DISPATCH, event: 'printed', at },
      { dispatch: DISPATCH, event: 'posted', at, tracking: '1234-5678-9012' },
    ]);
    expect(readVendorReport(csv, at.getTime())).toEqual({
      rows: [
        { row: 1, dispatch: DISPATCH, event: 'printed', at: at.toISOString(), tracking: undefined },
        {
          row: 2,
          dispatch: DISPATCH,
          event: 'posted',
          at: at.toISOString(),
          tracking: '123456789012',
        },
      ],
    });
  });
});
