import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { decideForPersons } from '../../../domain/decision/dossier.ts';
import { overriddenBy } from '../../../domain/decision/overrides.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { judgePersons } from '../../../enclave/gate/human-decision.ts';
import { vectors } from '../../domain/vectors.ts';
import { anOfficer, signedOctets, type Saying } from '../../../bin/chaos/forge/officers.ts';

const console = { origin: 'https://console.example', rpId: 'console.example' };
const application = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
const DOSSIER = 'd'.repeat(64);
const NOW = new Date('2026-12-01T00:00:00.000Z');

const base = vectors.bases['jpkiSimultaneous'] ?? {};
const verdictOf = (change: Record<string, unknown>) =>
  decideForPersons({ ...base, ...change }, ruleSet202612);

/** Nothing to approve, something for one approver, for two, and both together. */
const HOLDS = verdictOf({});
const ABROAD = verdictOf({ residence: 'abroad' });
const WATCHED = verdictOf({ personOnWatch: 'watched' });
const BOTH = verdictOf({ residence: 'abroad', personOnWatch: 'watched' });

const ann = anOfficer('ann', ['approver']);
const bob = anOfficer('bob', ['approver', 'issuingOperator']);
const bobAgain = anOfficer('bob-2', ['approver'], { person: bob.account.person });
const eve = anOfficer('eve', ['examiner']);
const both = anOfficer('both', ['approver', 'examiner']);
const ivo = anOfficer('ivo', ['issuingOperator']);
const gone = anOfficer('gone', ['approver'], { until: '2026-11-30T00:00:00.000Z' });
const later = anOfficer('later', ['approver'], { from: '2026-12-02T00:00:00.000Z' });
const keeper = anOfficer('keeper', ['approver', 'custodian']);
const auditor = anOfficer('auditor', ['approver', 'auditor']);
const admin = anOfficer('admin', ['approver', 'administrator']);
const register = [ann, bob, bobAgain, eve, both, ivo, gone, later, keeper, auditor, admin];

const room = {
  now: () => NOW,
  relyingParty: console,
  registers: { officers: () => register.map(({ account }) => account) },
};

interface Decision {
  readonly verdict: typeof HOLDS;
  readonly approvals: readonly Saying[];
  readonly instructedBy?: Saying | undefined;
  readonly decider?: 'ruleSet' | 'officer';
}

/** Judges a decision; each approval has a reason for every finding, unless it says otherwise. */
function judge({ verdict, approvals, instructedBy, decider = 'officer' }: Decision) {
  const about = { contentSha256: DOSSIER, subject: application, reasons: [] };
  const reasons = overriddenBy(verdict).map((finding) => `${finding}=documentSeen`);
  const approved = approvals.map((saying) =>
    signedOctets(saying, { ...about, act: 'approve', reasons: reasons.toSorted() }, console),
  );
  const instructed =
    instructedBy && signedOctets(instructedBy, { ...about, act: 'instruct' }, console);
  const assertions = Object.fromEntries(
    [...approved, ...(instructed ? [instructed] : [])].map((octets) => [
      sha256Hex(octets),
      octets.toString('base64'),
    ]),
  );
  const instruction = {
    application,
    decider,
    approvals: approved.map(sha256Hex).toSorted(),
    ...(instructed && { instructedBy: sha256Hex(instructed) }),
  };
  return judgePersons(room, { instruction, dossierSha256: DOSSIER, assertions }, verdict);
}

const by = (officer: Saying['officer'], says: Saying['says'] = {}): Saying => ({ officer, says });
const instructedBy = by(ivo);

describe('judgePersons', () => {
  it.each([
    ['one approver for what holds', HOLDS, [by(ann)]],
    ['one approver for what one may approve', ABROAD, [by(ann)]],
    ['two for what two approve', WATCHED, [by(ann), by(bob)]],
    ['two for several findings', BOTH, [by(ann), by(bob)]],
    ['more than are needed', ABROAD, [by(ann), by(bob)]],
    ['an examiner besides', ABROAD, [by(eve, { act: 'finding', reasons: [] }), by(ann)]],
    ['a reason for a finding that is gone', HOLDS, [by(ann, { reasons: ['a.b/c=other'] })]],
  ])('is content with %s', async (_, verdict, approvals) => {
    await expect(judge({ verdict, approvals, instructedBy })).resolves.toBeUndefined();
  });

  it('is content with an issuing operator where the machine decided', async () => {
    const machine = { verdict: HOLDS, approvals: [], decider: 'ruleSet' } as const;
    await expect(judge({ ...machine, instructedBy })).resolves.toBeUndefined();
    const byApprover = judge({ ...machine, instructedBy: by(ann) });
    await expect(byApprover).rejects.toMatchObject({ check: 'officerNotEntitled' });
  });

  const minor = (...approvals: Saying[]) => ({ verdict: ABROAD, approvals, instructedBy });

  it.each<[string, string, Decision]>([
    ['approvalsMissing', 'nobody', minor()],
    ['approvalsMissing', 'one of two', { verdict: WATCHED, approvals: [by(ann)], instructedBy }],
    ['approvalsMissing', 'an examiner alone', minor(by(eve, { act: 'finding' }))],
    ['approvalsMissing', 'no reasons', minor(by(ann, { reasons: [] }))],
    ['approvalsMissing', 'another reason', minor(by(ann, { reasons: ['a.b/c=other'] }))],
    [
      'approvalsMissing',
      'an unknown reason',
      minor(by(ann, { reasons: ['person.residence/abroad=becauseIWant'] })),
    ],
    [
      'approvalsMissing',
      'a second approver without reasons',
      { verdict: BOTH, approvals: [by(ann), by(bob, { reasons: [] })], instructedBy },
    ],
    [
      'officersNotDistinct',
      'two accounts of one person',
      { verdict: WATCHED, approvals: [by(bob), by(bobAgain)], instructedBy },
    ],
    [
      'officersNotDistinct',
      'one person twice',
      { verdict: WATCHED, approvals: [by(ann), by(ann, { terminal: 'other' })], instructedBy },
    ],
    [
      'officersNotDistinct',
      'an examiner who approves as well',
      minor(by(both, { act: 'finding', role: 'examiner' }), by(both)),
    ],
    [
      'officersNotDistinct',
      'an approver who instructs',
      { ...minor(by(bob)), instructedBy: by(bob, { role: 'issuingOperator' }) },
    ],
    [
      'officersNotDistinct',
      'an approver who instructs by another account',
      { ...minor(by(bobAgain)), instructedBy: by(bob, { role: 'issuingOperator' }) },
    ],
    ['instructionMissing', 'nobody who instructs', { ...minor(by(ann)), instructedBy: undefined }],
    ['officerNotEntitled', 'an examiner', minor(by(eve))],
    ['officerNotEntitled', 'a role not held', minor(by(eve, { role: 'approver' }))],
    ['officerNotEntitled', 'a role there is not', minor(by(ann, { role: 'emperor' }))],
    ['officerNotEntitled', 'a custodian (N8)', minor(by(keeper))],
    ['officerNotEntitled', 'an auditor (N9)', minor(by(auditor))],
    ['officerNotEntitled', 'an administrator (N10)', minor(by(admin))],
    ['assertionInvalid', 'an officer who left', minor(by(gone))],
    ['assertionInvalid', 'an officer yet to come', minor(by(later))],
    ['assertionInvalid', 'a stranger', minor(by(anOfficer('stranger', ['approver'])))],
    [
      'assertionInvalid',
      'a new passkey',
      minor({ ...by(ann), passkey: anOfficer('x', []).passkey }),
    ],
    ['assertionInvalid', 'the passkey of another', minor({ ...by(ann), passkey: bob.passkey })],
    ['assertionInvalid', 'a holder who was not verified', minor({ ...by(ann), flags: 0x01 })],
    [
      'assertionInvalid',
      'another origin',
      minor({ ...by(ann), at: { origin: 'https://evil.example', rpId: 'console.example' } }),
    ],
    ['dossierDiffers', 'another dossier', minor(by(ann, { contentSha256: 'e'.repeat(64) }))],
    ['dossierDiffers', 'another case', minor(by(ann, { subject: 'another' }))],
    ['dossierDiffers', 'another act', minor(by(ann, { act: 'reject' }))],
    ['dossierDiffers', 'an instruction as approval', minor(by(bob, { act: 'instruct' }))],
    [
      'dossierDiffers',
      'an approval as instruction',
      { ...minor(by(ann)), instructedBy: by(ivo, { act: 'approve' }) },
    ],
  ])('says %s to %s', async (check, _, decision) => {
    await expect(judge(decision)).rejects.toMatchObject({ check });
  });

  it('says assertionInvalid to an assertion with any octet changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
        const altered = (octets: Buffer): Buffer => {
          // WebAuthn's library reads tag and length before r and s leniently: nothing is said by them.
          const lenient = octets.indexOf('"signature":"') + '"signature":"'.length;
          const at = place % octets.length;
          const isSaid = at < lenient || at >= lenient + 4;
          octets.writeUInt8((octets[at] ?? 0) ^ bits, isSaid ? at : 0);
          return octets;
        };
        const decided = judge(minor({ ...by(ann), altered }));
        await expect(decided).rejects.toMatchObject({ check: 'assertionInvalid' });
      }),
      { numRuns: 500 },
    );
  });

  /** True and false sayings, each with what it is worth: a person's approval, or an operator's word, or nothing. */
  const pool: readonly { saying: Saying; approves?: string; covers?: readonly string[] }[] = [
    ...[ann, bob, bobAgain, both].flatMap((officer) => [
      { saying: by(officer), approves: officer.account.person, covers: ['all'] },
      { saying: by(officer, { reasons: [] }), approves: officer.account.person, covers: [] },
      { saying: by(officer, { contentSha256: 'e'.repeat(64) }) },
      { saying: by(officer, { act: 'reject' }) },
    ]),
    { saying: by(eve) },
    { saying: by(eve, { act: 'finding', reasons: [] }) },
    { saying: by(both, { act: 'finding', role: 'examiner', reasons: [] }) },
    { saying: by(gone) },
    { saying: by(keeper) },
  ];
  const aTruth = fc.constantFrom(...pool.filter(({ covers }) => covers?.includes('all')));
  const aSaying = fc.oneof({ weight: 3, arbitrary: aTruth }, fc.constantFrom(...pool));
  const anOperator = fc.oneof(
    fc.constant(instructedBy),
    fc.constantFrom(by(bob, { role: 'issuingOperator' }), by(ann), by(eve), undefined),
  );

  it('never passes, whatever is signed, unless the verdict asks no more', async () => {
    let passed = 0;
    const decision = fc.record({
      verdict: fc.constantFrom(HOLDS, ABROAD, WATCHED, BOTH),
      items: fc.uniqueArray(aSaying, { maxLength: 3 }),
      operator: anOperator,
    });
    await fc.assert(
      fc.asyncProperty(decision, async ({ verdict, items, operator }) => {
        const approvals = items.map(({ saying }) => saying);
        const hasPassed = await judge({ verdict, approvals, instructedBy: operator }).then(
          () => true,
          () => false,
        );
        if (!hasPassed) return;
        passed += 1;
        const covering = items.filter(
          ({ covers }) => verdict.outcome === 'holds' || covers?.includes('all'),
        );
        const persons = new Set(covering.flatMap(({ approves }) => approves ?? []));
        expect(persons.size).toBeGreaterThanOrEqual(verdict.approvals?.approver ?? 1);
        expect(operator?.officer.account.roles).toContain('issuingOperator');
        expect(persons).not.toContain(operator?.officer.account.person);
      }),
      { numRuns: 600 },
    );
    expect(passed).toBeGreaterThan(20);
  });
});
