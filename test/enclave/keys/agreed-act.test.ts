import { describe, expect, it } from 'vitest';
import type { DomainErrorType } from '../../../domain/errors.ts';
import { permissionFor, roles, type Role } from '../../../domain/governance/acts.ts';
import { judgeAgreedAct } from '../../../enclave/keys/agreed-act.ts';
import { makePasskey, PRESENT } from '../../../simulator/signed-statement.ts';
import { handedIn, signingOn, type Agreed } from '../agreed-acts.ts';
import { anOfficer, type Saying } from '../../../bin/chaos/forge/officers.ts';

const CONSOLE = { origin: 'https://console.example', rpId: 'console.example' };

const NAMES: Readonly<Record<Role, string>> = {
  RC: 'reception',
  EX: 'examiner',
  AP: 'approver',
  IO: 'issuingOperator',
  RP: 'responsiblePerson',
  AD: 'administrator',
  AU: 'auditor',
  CU: 'custodian',
};
const ALL = Object.keys(roles) as Role[];

const cara = anOfficer('cara', ['custodian']);
const cole = anOfficer('cole', ['custodian']);
const coleAgain = anOfficer('cole-2', ['custodian'], { person: cole.account.person });
const ann = anOfficer('ann', ['approver']);
const bob = anOfficer('bob', ['approver']);
const gone = anOfficer('gone', ['custodian'], { until: '2026-11-01T00:00:00.000Z' });
const twofold = anOfficer('twofold', ['custodian', 'auditor']);
const stranger = anOfficer('stranger', ['custodian']);
const register = [cara, cole, coleAgain, ann, bob, gone, twofold].map(({ account }) => account);

const judge = (agreed: Partial<Agreed>, at = Date.now() + 1000, officers = register) =>
  judgeAgreedAct(
    { officers, relyingParty: CONSOLE, at },
    handedIn(
      { content: signingOn(), proposes: { officer: ann }, approves: { officer: cara }, ...agreed },
      CONSOLE,
    ),
  );

const by = (officer: Saying['officer'], more: Partial<Saying> = {}) => ({
  approves: { officer, ...more },
});
describe('judgeAgreedAct', () => {
  it('believes two people of its own register, and names their real assertions', async () => {
    const { proposer, approver } = await judge({});
    expect(proposer.actor).toEqual({
      kind: 'officer',
      id: 'ann',
      role: 'approver',
      terminal: 'terminal-01',
    });
    expect(approver.actor).toMatchObject({ kind: 'custodian', id: 'cara', role: 'custodian' });
    expect(proposer.assertionSha256).not.toBe(approver.assertionSha256);
  });

  const REFUSED: readonly (readonly [string, DomainErrorType, Partial<Agreed>])[] = [
    ['one person twice', 'DualControlViolation', by(ann)],
    [
      'two accounts of one person',
      'DualControlViolation',
      { proposes: { officer: cole }, approves: { officer: coleAgain } },
    ],
    ['two approvers without a custodian', 'DualControlViolation', by(bob)],
    ['roles that nobody may hold together', 'DualControlViolation', by(twofold)],
    ['somebody who is not in the register', 'AssertionInvalid', by(stranger)],
    ['an account that has ended', 'AssertionInvalid', by(gone)],
    ['another passkey', 'AssertionInvalid', by(cara, { passkey: makePasskey() })],
    [
      'another site',
      'AssertionInvalid',
      by(cara, { at: { ...CONSOLE, origin: 'https://x.test' } }),
    ],
    ['a holder who was not verified', 'AssertionInvalid', by(cara, { flags: PRESENT })],
    ['another content', 'AssertionInvalid', by(cara, { says: { contentSha256: '0'.repeat(64) } })],
    [
      'another act',
      'AssertionInvalid',
      by(cara, { says: { subject: '019ad7f2-6a10-7c3a-9f10-000000000001' } }),
    ],
    [
      'a proposal in place of an approval',
      'AssertionInvalid',
      by(cara, { says: { act: 'proposeAct' } }),
    ],
    ['reasons that nobody asked for', 'AssertionInvalid', by(cara, { says: { reasons: ['x'] } })],
    ['a role that the account has not', 'RoleRequired', by(cara, { says: { role: 'approver' } })],
    [
      'a changed octet of what was signed',
      'AssertionInvalid',
      by(cara, {
        altered: (octets) =>
          Buffer.from(octets.toString().replace('"terminal-01"', '"terminal-0l"')),
      }),
    ],
    [
      'an act of tomorrow',
      'IllegalTransition',
      {
        content: signingOn({ effectiveFrom: new Date(Date.now() + 86_400_000).toISOString() }),
      },
    ],
    [
      'an act of last month',
      'IllegalTransition',
      {
        content: signingOn({ effectiveFrom: new Date(Date.now() - 31 * 86_400_000).toISOString() }),
      },
    ],
  ];
  it.each(REFUSED)('refuses %s', async (_, type, agreed) => {
    await expect(judge(agreed)).rejects.toMatchObject({ type });
  });

  const PAIRS = ALL.flatMap((first) => ALL.map((second) => [first, second] as const));
  it.each(PAIRS)('judges %s and %s as the row of allSigning says', async (first, second) => {
    const one = anOfficer('one', [NAMES[first]]);
    const other = anOfficer('other', [NAMES[second]]);
    const officers = [one.account, other.account];
    const judged = judge(
      { proposes: { officer: one }, approves: { officer: other } },
      Date.now() + 1000,
      officers,
    ).then(
      () => 'agreed',
      (error: { type: string }) => error.type,
    );
    const may = [first, second].every((role) => permissionFor('switchOnAllSigning', role));
    const hasCustodian = [first, second].includes('CU');
    expect(await judged).toBe(
      may ? (hasCustodian ? 'agreed' : 'DualControlViolation') : 'RoleRequired',
    );
  });
});
