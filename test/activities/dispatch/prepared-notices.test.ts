import { describe, expect, it } from 'vitest';
import { withNotices } from '../../../activities/dispatch/mail-notice.ts';
import { certificateNotice } from '../../../activities/issuance/certificate-notices.ts';
import { storeMadeCode } from '../../../activities/key-delivery/store-made-code.ts';
import { revocationNotice } from '../../../activities/revocation/tell.ts';
import type { CaseFile, CaseRow, CodeRow } from '../../../db/decision/case-file.ts';
import type { Rows } from '../../../db/decision/commit-case.ts';
import { findCodeLetterTemplate } from '../../../domain/dispatch/letter-templates.ts';
import { allTemplates, findTemplate } from '../../../domain/dispatch/templates/all-templates.ts';
import { fillIn, type TemplateValues } from '../../../domain/dispatch/templates/template.ts';
import { DAY_MS } from '../../../domain/governance/calendar.ts';
import type { CodeState } from '../../../domain/key-delivery/code-states.ts';

const ID = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
const NOW = new Date('2026-12-01T03:00:00Z');
const after = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString();
const LETTER = 'a'.repeat(64);

const rowIn = (state: string): CaseRow =>
  ({ id: ID, portalId: 'own-portal', edition: 1, state, instructionSha256: null }) as CaseRow;
const code = (state: CodeState, of: Partial<CodeRow> = {}): CodeRow =>
  ({
    case_id: ID,
    code_number: 1,
    state,
    dispatch_id: ID,
    // As PostgreSQL writes an instant in JSON.
    lapses_at: after(30).replace('Z', '+00:00'),
    posted_at: null,
    delivered_at: null,
    return_reason: null,
    resend: 0,
    ...of,
  }) as CodeRow;
const fileOf = (state: string, of: Partial<CaseFile> = {}): CaseFile =>
  ({ row: rowIn(state), code: undefined, ...of }) as CaseFile;

/** What is told of a step of the code from one row to the next. */
const ofCode = (before: CodeRow, next: CodeRow): Rows =>
  withNotices(
    fileOf('keyDelivery', { code: before }),
    { codes: [next as unknown as Rows[number]] },
    NOW,
  ).dispatches ?? [];
const kindsOf = (rows: Rows) => rows.map((row) => row['notice_kind']);

const STEPS: readonly (readonly [string, string])[] = [
  ['received', 'checking'],
  ['returned', 'checking'],
  ['checking', 'returned'],
  ['instructed', 'keyDelivery'],
  ['issuing', 'issued'],
  ['review', 'rejected'],
  ['approved', 'withdrawn'],
  ['waiting', 'lapsed'],
];

const ofStep = ([from, to]: readonly [string, string]): Rows =>
  withNotices(
    fileOf(from),
    {
      change: { state: to, stateDeadline: new Date(after(30)) },
      entries: ['returned', 'rejected'].includes(to)
        ? [{ entry: { data: { letterSha256: LETTER } } } as never]
        : [],
    },
    NOW,
  ).dispatches ?? [];

const CODE_STEPS: readonly (readonly [CodeRow, CodeRow, readonly string[]])[] = [
  [code('printed'), code('posted'), ['codePosted']],
  [code('posted'), code('delivered', { delivered_at: after(-1) }), ['codeReminder']],
  [code('posted'), code('voided', { return_reason: 'notCollected' }), ['codeReturned']],
  [code('delivered'), code('locked'), ['codeLocked']],
  [code('posted'), code('lapsed'), ['codeLapsed']],
  [code('lapsed'), code('generated', { code_number: 2, resend: 1 }), ['keyDelivery']],
];

const CERTIFICATE_KINDS = [
  'accepted',
  'acceptanceReminder',
  'acceptanceMissed',
  'acceptanceMissedAndRequired',
  'expiring',
  'expired',
] as const;

const REVOCATION_KINDS = [
  'revocationSuspended',
  'revocationRecorded',
  'revocationPublished',
  'revocationRefused',
  'revocationReasonUpgraded',
] as const;

/** Read by whoever sends the mail; no template shows them. */
const WHERE_THE_LETTER_LIES = new Set(['lettersOf', 'lettersChain']);

/** Every mail that anything in the office prepares. */
const all = (): Rows => [
  ...STEPS.flatMap(ofStep),
  ...CODE_STEPS.flatMap(([before, next]) => ofCode(before, next)),
  ...CERTIFICATE_KINDS.map((noticeKind) =>
    certificateNotice({
      noticeKind,
      number: 1,
      case: { id: ID, portalId: 'own-portal' },
      orders: [ID],
      at: NOW.getTime(),
      now: NOW,
    }),
  ),
  ...REVOCATION_KINDS.map((notice) =>
    revocationNotice({ id: ID, chainId: ID }, ID, {
      notice,
      ...(notice === 'revocationRefused' ? { letterSha256: LETTER } : {}),
      now: NOW,
      portalId: 'own-portal',
    }),
  ),
];

describe('the notices that are prepared', () => {
  it('have a template each, which the values given fill without a gap', () => {
    for (const notice of all()) {
      const template = findTemplate(String(notice['template']));
      expect(template?.id).toBe(notice['notice_kind']);
      const values = notice['template_values'] as TemplateValues;
      const letters = new Map([[LETTER, '理由']]);
      const frame = { document: '0'.repeat(32), applicationId: ID, letters };
      expect(template && fillIn(template, values, frame).text).toContain(ID);
      const filledIn = Object.keys(values).filter((name) => !WHERE_THE_LETTER_LIES.has(name));
      expect(filledIn.toSorted()).toEqual(Object.keys(template?.values ?? {}).toSorted());
    }
  });

  it('are all that there is a template for', () => {
    expect(new Set(kindsOf(all()))).toEqual(new Set(allTemplates.map(({ id }) => id)));
  });
});

describe('withNotices', () => {
  it.each(CODE_STEPS)('tells of a step of the code', (before, next, kinds) => {
    expect(kindsOf(ofCode(before, next))).toEqual(kinds);
  });
});

describe('storeMadeCode', () => {
  it('names a template of letters that the vendor can find', () => {
    const { dispatches = [] } = storeMadeCode(fileOf('keyDelivery'), {
      step: { do: 'make', codeNumber: 1, isResend: false, dispatchId: ID },
      answer: {
        outcome: 'made',
        codeNumber: 1,
        salt: '0'.repeat(32),
        ciphertextSha256: LETTER,
        vendorKeySha256: LETTER,
        madeAt: NOW.getTime(),
        lapsesAt: NOW.getTime(),
      },
      now: NOW,
    });
    const [letter] = dispatches;
    expect(findCodeLetterTemplate(String(letter?.['template']))?.id).toBe(letter?.['template']);
  });
});
