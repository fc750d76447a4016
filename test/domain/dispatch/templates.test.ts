import { describe, expect, it } from 'vitest';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { adoptedTemplates } from '../../../domain/dispatch/templates/adopted.ts';
import { allTemplates, templateOf } from '../../../domain/dispatch/templates/all-templates.ts';
import {
  fillIn,
  nameOf,
  type TemplateValues,
} from '../../../domain/dispatch/templates/template.ts';
import { sampleValues } from '../../../domain/dispatch/templates/samples.ts';
import { noticeOfCode, noticeOfStep, type CodeTold } from '../../../domain/dispatch/notices.ts';

const HASH = 'a'.repeat(64);
const frame = {
  document: '0'.repeat(32),
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  letters: new Map([[HASH, '申込書の氏名を直してください。\n']]),
};

const filled = (id: string, values: TemplateValues) => fillIn(templateOf(id), values, frame);

describe('the templates', () => {
  it('are those that were adopted, to the octet: one that was ever used is never changed', () => {
    const hashes = Object.fromEntries(
      allTemplates.map((template) => [
        nameOf(template),
        sha256Hex(canonicalOctets(template as unknown as CanonicalValue)),
      ]),
    );
    expect(hashes).toEqual(adoptedTemplates);
  });

  it.each(allTemplates.map((template) => [nameOf(template), template] as const))(
    '%s is said in both languages and takes the values that it names, no others',
    (_, template) => {
      for (const said of [template.subject, template.body]) {
        expect(said.ja).toMatch(/[ぁ-んァ-ヶ一-龠]/);
        expect(said.en).toMatch(/^[A-Z]/);
      }
      const taken = [...`${template.body.ja}${template.body.en}`.matchAll(/\{(\w+)\}/g)];
      expect(new Set(taken.map(([, name]) => name))).toEqual(new Set(Object.keys(template.values)));
      const sentences = template.body.ja.split(/[。\n]/);
      expect(sentences.filter((sentence) => sentence.length > 40)).toEqual([]);
      const { values, letters } = sampleValues(template);
      const notice = fillIn(template, values, { ...frame, letters });
      expect(notice.text).not.toMatch(/[{}]/);
    },
  );
});

describe('fillIn', () => {
  it('tells a period by its last day in Japan, in both languages', () => {
    const { text } = filled('codePosted', { lapsesAt: '2026-12-30T15:00:00.000Z' });
    expect(text).toContain('2026年12月30日(水)までに');
    expect(text).toContain('by Wed 30 December 2026.');
  });

  it('holds the letter that the application was returned with', () => {
    const { text, subject } = filled('returned', {
      answerBy: '2026-12-30T15:00:00.000Z',
      letter: HASH,
    });
    expect(text).toContain('申込書の氏名を直してください。');
    expect(subject).toBe('申込書を直してください / Please correct your application');
  });

  it.each([
    ['no value', 'codePosted', {}],
    ['nothing as a value', 'codePosted', { lapsesAt: null }],
    ['a letter that is not there', 'rejected', { letter: 'b'.repeat(64) }],
  ])('makes no notice of %s', (_, id, values) => {
    expect(() => filled(id, values)).toThrow(RangeError);
  });
});

describe('noticeOfStep', () => {
  it.each([
    ['received', 'checking', 'received'],
    ['received', 'received', undefined],
    ['checking', 'returned', 'returned'],
    ['returned', 'checking', 'corrected'],
    ['returned', 'lapsed', 'lapsed'],
    ['review', 'rejected', 'rejected'],
    ['checking', 'waiting', undefined],
    ['waiting', 'checking', undefined],
    ['instructed', 'keyDelivery', 'keyDelivery'],
    ['issuing', 'issued', 'issued'],
    ['approved', 'withdrawn', 'withdrawn'],
  ])('from %s to %s is %s', (from, to, notice) => {
    expect(noticeOfStep(from, to)).toBe(notice);
  });
});

const told = (state: CodeTold['state'], more: Partial<CodeTold> = {}): CodeTold => ({
  state,
  resend: 0,
  isReturned: false,
  ...more,
});

describe('noticeOfCode', () => {
  it.each([
    ['printed', 'posted', 'codePosted'],
    ['posted', 'posted', undefined],
    ['generated', 'sealed', undefined],
    ['posted', 'delivered', undefined],
    ['delivered', 'locked', 'codeLocked'],
    ['posted', 'lapsed', 'codeLapsed'],
    ['posted', 'voided', undefined],
    ['posted', 'redeemed', undefined],
  ] as const)('from %s to %s is %s', (from, to, notice) => {
    expect(noticeOfCode(told(from), told(to))).toBe(notice);
  });

  it.each(['voided', 'lapsed'] as const)('tells of a letter that came back: %s', (state) => {
    const returned = told(state, { isReturned: true });
    expect(noticeOfCode(told('posted'), returned)).toBe('codeReturned');
    expect(noticeOfCode(returned, returned)).toBeUndefined();
  });

  it('tells of a code that is sent in place of another', () => {
    const next = told('generated', { resend: 1 });
    expect(noticeOfCode(told('locked'), next)).toBe('keyDelivery');
    expect(noticeOfCode(told('voided'), told('generated'))).toBeUndefined();
  });
});
