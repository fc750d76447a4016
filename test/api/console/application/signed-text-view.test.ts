import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  lineOf,
  signedLines,
  signedTextView,
  type SignedTextView,
} from '../../../../api/console/application/signed-text-view.ts';
import { vectors } from '../../../domain/vectors.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const joined = (view: SignedTextView): string =>
  view.isShown ? view.lines.flatMap(({ pieces }) => pieces.map(({ text }) => text)).join('') : '';

const marksOf = (document: string) =>
  signedLines(document).flatMap(({ pieces }) =>
    pieces.flatMap(({ text, mark, isShown }) =>
      mark ? [{ text, mark: mark.ja, isShown: isShown === true }] : [],
    ),
  );

describe('signedTextView', () => {
  it.each(vectors.texts.map(({ id, text, textSha256 }) => ({ id, text, textSha256 })))(
    'shows text ($id) so that its pieces are the signed octets again',
    ({ text, textSha256 }) => {
      const view = signedTextView(Buffer.from(text, 'utf8'));
      expect(sha256(joined(view))).toBe(textSha256);
    },
  );

  it('numbers the lines as the document has them', () => {
    const view = signedTextView(Buffer.from(vectors.texts[0]?.text ?? '', 'utf8'));
    expect(lineOf(view, '証明書に記載する氏名：')).toBe(10);
    expect(lineOf(view, '有効期限：')).toBe(21);
    expect(lineOf(view, '住所：')).toBeUndefined();
  });

  it.each([
    ['a carriage return, which HTML turns into a line feed', Buffer.from('a\r\nb\n')],
    ['a null, which HTML replaces', Buffer.from('a\0b\n')],
    ['octets that are no UTF-8', Buffer.from([0x61, 0xff, 0x0a])],
  ])('does not pretend to show %s', (_, octets) => {
    expect(signedTextView(octets)).toEqual({ isShown: false });
  });

  it('keeps empty lines and a missing last line feed', () => {
    for (const document of ['a\n\nb\n', '\na\n', 'a', '', '\n\n']) {
      expect(joined({ isShown: true, lines: signedLines(document), text: undefined })).toBe(
        document,
      );
    }
  });
});

describe('signedLines', () => {
  it.each([
    ['\u3000', '全角空白', false],
    ['\u00a0', '改行しない空白', false],
    ['\u2003', '見えない字 2003', false],
    ['\u200b', '見えない字 200B', false],
    ['\u202e', '見えない字 202E', false],
    ['\ufeff', '見えない字 FEFF', false],
    ['葛\u{e0100}', '異体字 E0100', true],
    ['辻\ufe00', '異体字 FE00', true],
    ['\ue000', '外字 E000', true],
  ])('draws a label for %j', (text, mark, isShown) => {
    expect(marksOf(`氏${text}名\n`)).toEqual([{ text, mark, isShown }]);
  });

  it('labels a plain space in the name, and only there', () => {
    expect(marksOf('証明書に記載する氏名：NGUYEN VAN\n')).toEqual([
      { text: ' ', mark: '半角空白', isShown: false },
    ]);
    expect(marksOf(`重要事項説明：2026-10-01 SHA-256 ${'ab'.repeat(32)}\n`)).toEqual([]);
  });

  it('sets hashes, numbers and times in fixed width', () => {
    const [line] = signedLines(`公開鍵1：SHA-256 ${'ab'.repeat(32)}\n`);
    expect(line?.pieces[1]).toEqual({ text: `SHA-256 ${'ab'.repeat(32)}`, isCode: true });
  });
});
