import { describe, expect, it } from 'vitest';
import {
  dueOnText,
  erasureProblem,
  type ChainStanding,
} from '../../../domain/retention/retention.ts';

const at = (text: string): number => Date.parse(text);

const ISSUED = { state: 'issued', closedAt: at('2026-12-01T10:00:00+09:00') };
const END = at('2028-11-30T23:59:59+09:00');

const standing = (more: Partial<ChainStanding> = {}): ChainStanding => ({
  cases: [ISSUED],
  notAfters: [END],
  holds: [],
  ...more,
});

describe('dueOnText', () => {
  it.each<[string, Partial<ChainStanding>, string]>([
    ['the day after ten years from the end of the certificate', {}, '2038-12-01'],
    [
      'the latest of several certificates',
      { notAfters: [at('2030-05-01T12:00:00Z'), END] },
      '2040-05-02',
    ],
    [
      'the date in Japan, not in Greenwich',
      { notAfters: [at('2028-11-30T15:00:00Z')] },
      '2038-12-02',
    ],
    [
      '1 March where the year has no 29 February',
      { notAfters: [at('2028-02-29T12:00:00+09:00')] },
      '2038-03-01',
    ],
    [
      'the day after fifteen years from a refusal',
      { cases: [{ state: 'rejected', closedAt: ISSUED.closedAt }], notAfters: [] },
      '2041-12-02',
    ],
    [
      'the later of a refusal and a certificate',
      { cases: [ISSUED, { state: 'lapsed', closedAt: at('2027-01-10T00:00:00+09:00') }] },
      '2042-01-11',
    ],
    [
      'no date while a case is open',
      { cases: [ISSUED, { state: 'review', closedAt: undefined }] },
      '',
    ],
    ['no date for a chain without a case', { cases: [], notAfters: [] }, ''],
  ])('is %s', (_, more, dueOn) => {
    expect(dueOnText(standing(more))).toBe(dueOn);
  });
});

type Asked = Parameters<typeof erasureProblem>[1];

describe('erasureProblem', () => {
  const DUE = at('2038-12-01T00:00:00+09:00');
  const NOW = at('2026-12-02T00:00:00+09:00');
  const open = { state: 'review', closedAt: undefined };
  const forEver = { cause: 'lawsuit', until: undefined };
  const ended = { cause: 'lawsuit', until: at('2026-12-01T12:00:00+09:00') };

  it.each<[string, Partial<ChainStanding>, Asked]>([
    ['noCase', { cases: [], notAfters: [] }, { reason: 'trialData', now: DUE }],
    ['openCase', { cases: [ISSUED, open] }, { reason: 'retentionEnded', now: DUE }],
    ['openCase', { cases: [open] }, { reason: 'trialData', now: DUE }],
    ['held', { holds: [forEver] }, { reason: 'retentionEnded', now: DUE }],
    ['held', { holds: [forEver] }, { reason: 'trialData', now: NOW }],
    ['held', { holds: [ended, forEver] }, { reason: 'trialData', now: NOW }],
    ['held', { holds: [forEver, { ...ended, cause: 'audit' }] }, { reason: 'trialData', now: NOW }],
    ['liveCertificate', {}, { reason: 'retentionEnded', now: END }],
    ['notDue', {}, { reason: 'retentionEnded', now: DUE - 1 }],
  ])('is %s for %j, %j', (problem, more, asked) => {
    expect(erasureProblem(standing(more), asked)).toBe(problem);
  });

  it.each<[string, Partial<ChainStanding>, Asked]>([
    ['the day has come', {}, { reason: 'retentionEnded', now: DUE }],
    ['the data is of a trial, however young', {}, { reason: 'trialData', now: NOW }],
    ['a hold has ended', { holds: [forEver, ended] }, { reason: 'trialData', now: NOW }],
  ])('is nothing once %s', (_, more, asked) => {
    expect(erasureProblem(standing(more), asked)).toBeUndefined();
  });
});
