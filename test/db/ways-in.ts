import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';

/** The roles whose writing is narrowed. */
type Writer = 'toroku_office' | 'toroku_console';

/** The database of the test. */
export interface Narrowed {
  /** What PostgreSQL says of statements in one transaction, which is undone. */
  readonly said: (role: Writer, ...statements: string[]) => Promise<unknown>;
  readonly owner: pg.Client;
}

/** PostgreSQL's word for what a rule of ours refuses. */
const REFUSED = '23514';
const NOT_UNIQUE = '23505';

const actOf = (n: number): string =>
  `019ad7f9-0000-7000-8000-00000000e${String(n).padStart(3, '0')}`;
const [OPEN, DRAWN, USED, OF_TERMINAL, OF_CLAIMED] = [1, 2, 3, 4, 5].map(actOf) as [
  string,
  string,
  string,
  string,
  string,
];

const AT = `'2026-12-01T10:00:00Z'`;
const END = `'2026-12-02T10:00:00Z'`;

const SEED = `
  insert into officers (id, person, name, name_commitment, roles)
    values ('w-1', 'w-1', 'w', 'a', '{approver}'), ('w-2', 'w-2', 'w', 'b', '{approver}');
  insert into passkeys (credential_id, officer_id, public_key_cose, signature_counter, transports, label, created_at, withdrawn_at)
    values ('stands', 'w-1', '', 5, '{}', 'k', ${AT}, null), ('gone', 'w-1', '', 5, '{}', 'k', ${AT}, ${AT});
  insert into terminals (id, place, act_id, registered_at, secret_sha256, claimed_at)
    values ('W-1', 'p', '${OF_TERMINAL}', ${AT}, null, null), ('W-2', 'p', '${OF_CLAIMED}', ${AT}, 'w', ${AT});
  insert into enrolments (act_id, officer_id, terminal_id, first_sha256, second_sha256, opened_at, ends_at, used_at)
    values ('${OPEN}', 'w-2', null, null, null, ${AT}, ${END}, null),
      ('${DRAWN}', 'w-2', null, 'd1', 'd2', ${AT}, ${END}, null),
      ('${USED}', 'w-2', null, 'u1', 'u2', ${AT}, ${END}, ${AT}),
      ('${OF_TERMINAL}', null, 'W-1', 't1', 't2', ${AT}, ${END}, null),
      ('${OF_CLAIMED}', null, 'W-2', 'c1', 'c2', ${AT}, ${END}, null);
  insert into passkey_challenges (challenge_sha256, purpose, officer_id, ends_at, used_at)
    values ('w', 'confirm', 'w-1', ${END}, ${AT});
  insert into officer_identities (identity_sha256, issuer, officer_id, act_id, added_at, withdrawn_at)
    values ('w', 'i', 'w-1', '${OPEN}', ${AT}, ${AT});`;

const passkey = (more: string, id = 'new', officer = 'w-2'): string =>
  `insert into passkeys (credential_id, officer_id, public_key_cose, signature_counter, transports, label, created_at,
     enrolled_by, confirmed_by, confirmation, made_with)
   values ('${id}', '${officer}', '', 0, '{}', 'k', ${AT}, ${more})`;
const enrolled = (act: string, id?: string, officer?: string): string =>
  passkey(`'${act}', null, null, null`, id, officer);
const confirmed = (by: string, officer = 'w-1'): string =>
  passkey(`null, '${by}', '', 'x'`, 'new', officer);
const use = (act: string): string =>
  `update enrolments set used_at = ${AT} where act_id = '${act}'`;
const count = (id: string, to = 6): string =>
  `update passkeys set signature_counter = ${to}, last_used_at = ${AT} where credential_id = '${id}'`;
const claim = (id: string): string =>
  `update terminals set secret_sha256 = 'x', claimed_at = ${AT} where id = '${id}'`;

const withdrawn = (to: string, id: string): string =>
  `update passkeys set withdrawn_at = ${to} where credential_id = '${id}'`;
const half = (name: string, act: string): string =>
  `update enrolments set ${name}_sha256 = 'mine' where act_id = '${act}'`;

type Case = readonly [rule: string, said: string, role: Writer, ...statements: string[]];

/** What a program does. */
const ALLOWED: readonly Case[] = [
  ['a passkey is withdrawn', 'allowed', 'toroku_console', withdrawn(AT, 'stands')],
  ['a passkey is withdrawn by two', 'allowed', 'toroku_office', withdrawn(AT, 'stands')],
  ['a half is drawn', 'allowed', 'toroku_console', half('first', OPEN)],
  ['a code makes a passkey', 'allowed', 'toroku_console', use(DRAWN), enrolled(DRAWN)],
  ['a passkey adds another', 'allowed', 'toroku_console', count('stands'), confirmed('stands')],
  ['a code makes a terminal', 'allowed', 'toroku_console', use(OF_TERMINAL), claim('W-1')],
  ['an enrolment is ended', 'allowed', 'toroku_office', `update enrolments set ends_at = ${AT}`],
  [
    'a terminal is emptied',
    'allowed',
    'toroku_office',
    'update terminals set secret_sha256 = null, claimed_at = null',
  ],
];

/** What nobody does but who owns the tables. */
const FORBIDDEN: readonly Case[] = [
  ...(['toroku_console', 'toroku_office'] as const).flatMap((role): Case[] => [
    ['a passkey stays withdrawn', REFUSED, role, withdrawn('null', 'gone')],
    ['and stays so since then', REFUSED, role, withdrawn(END, 'gone')],
    ['a half stays as it was drawn', REFUSED, role, half('first', DRAWN)],
    ['and so does the other', REFUSED, role, half('second', DRAWN)],
  ]),
  ['a code stays used', REFUSED, 'toroku_console', `update enrolments set used_at = null`],
  [
    'a code is not used when it is past',
    REFUSED,
    'toroku_console',
    `update enrolments set used_at = ends_at where act_id = '${DRAWN}'`,
  ],
  [
    'an enrolment is not prolonged',
    REFUSED,
    'toroku_office',
    `update enrolments set ends_at = ends_at + interval '1 hour'`,
  ],
  [
    'an identity stays withdrawn',
    REFUSED,
    'toroku_office',
    'update officer_identities set withdrawn_at = null',
  ],
  [
    'a challenge stays taken',
    REFUSED,
    'toroku_console',
    'update passkey_challenges set used_at = null',
  ],
  ['a passkey has an origin', REFUSED, 'toroku_console', passkey('null, null, null, null')],
  ['a code that is not used makes none', REFUSED, 'toroku_console', enrolled(DRAWN)],
  ['nor does one that was used before', REFUSED, 'toroku_console', enrolled(USED)],
  ['nor one that is not drawn', REFUSED, 'toroku_console', use(OPEN), enrolled(OPEN)],
  [
    'nor one of somebody else',
    REFUSED,
    'toroku_console',
    use(DRAWN),
    enrolled(DRAWN, 'new', 'w-1'),
  ],
  ['nor one of a terminal', REFUSED, 'toroku_console', use(OF_TERMINAL), enrolled(OF_TERMINAL)],
  [
    'a code makes one passkey',
    NOT_UNIQUE,
    'toroku_console',
    use(DRAWN),
    enrolled(DRAWN),
    enrolled(DRAWN, 'another'),
  ],
  ['a passkey that did not sign adds none', REFUSED, 'toroku_console', confirmed('stands')],
  ['nor does one that is withdrawn', REFUSED, 'toroku_console', count('gone'), confirmed('gone')],
  [
    'nor one of somebody else',
    REFUSED,
    'toroku_console',
    count('stands'),
    confirmed('stands', 'w-2'),
  ],
  ['a passkey counts on', REFUSED, 'toroku_console', count('stands', 4)],
  [
    'a new passkey has not signed',
    REFUSED,
    'toroku_console',
    use(DRAWN),
    enrolled(DRAWN).replace('created_at,', 'created_at, last_used_at,').replace(AT, `${AT}, ${AT}`),
  ],
  ['a terminal is claimed by its code', REFUSED, 'toroku_console', claim('W-1')],
  ['not by that of another', REFUSED, 'toroku_console', use(OF_CLAIMED), claim('W-1')],
  ['and stays with its browser', REFUSED, 'toroku_console', use(OF_CLAIMED), claim('W-2')],
];

/** What grants cannot say of the ways in: from what a column may be written to what, and what a new row comes by. */
export function waysIn(database: () => Narrowed): void {
  describe('ways in', () => {
    beforeAll(async () => {
      await database().owner.query(SEED);
    });

    const cases = [...ALLOWED, ...FORBIDDEN].map(([rule, expected, role, ...statements]) => ({
      rule,
      expected,
      role,
      statements,
    }));
    it.each(cases)('$rule: $expected to $role', async ({ expected, role, statements }) => {
      expect(await database().said(role, ...statements)).toBe(expected);
    });

    it('are not opened by a table of the session’s own', async () => {
      const table = 'create temporary table enrolments (like public.enrolments)';
      const forged = `insert into pg_temp.enrolments (act_id, officer_id, used_at, opened_at, ends_at)
        values ('${DRAWN}', 'w-2', ${AT}, ${AT}, ${END})`;
      const said = await database().said('toroku_console', table, forged, enrolled(DRAWN));
      expect(['42501', REFUSED]).toContain(said);
    });

    it('are put right by whoever owns the tables, out of the book', async () => {
      const { owner } = database();
      await owner.query('begin');
      await owner.query(withdrawn('null', 'gone'));
      await owner.query('rollback');
    });
  });
}
