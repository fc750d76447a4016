import {
  actTable,
  permissionFor,
  roles,
  type Permission,
  type Role,
} from '../../domain/governance/acts.ts';
import { separationRules } from '../../domain/governance/separation.ts';
import { switches } from '../../domain/governance/switches.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Separation of duties

For administrators and auditors (規則6条15号イ・ロ・ト). Generated from \`domain/governance\`. The tables are data and are tested as a
matrix, and the console's acts are judged by them.

For a decision by persons the room asks the same tables once more before it signs, by its own register of officers
([0032](decisions/0032-the-room-judges-persons-as-of-now.md)).

An act without a row is refused. The role at the time of the act counts, and two accounts of one person are one person: in the
office as in the room, each by its own register, which has a code of the person for each account. What somebody did by one account
counts for all, and the roles of all accounts of a person have to go together. **That two accounts are one person is said by
the two who register the second**: the page of their act shows which accounts the person has
([0040](decisions/0040-the-office-counts-persons.md)).

A lot of letters has a history of its own: each of its two sealers leaves \`letter.lotSealed\` in it, and whoever orders a re-send is
judged by the case and by the lot that the old letter was in ([0056](decisions/0056-both-sealers-of-a-lot-leave-an-entry.md)).`;

const SHOWN: Readonly<Record<Permission, string>> = {
  alone: '●',
  withSecond: '②',
  withSecondAfter: '②後',
  withGrant: '許',
};

const ROLES = Object.keys(roles) as Role[];

const mark = (act: string, role: Role): string => {
  const permission = permissionFor(act, role);
  return permission === undefined ? '' : SHOWN[permission];
};

/** The page of roles, acts, constraints between persons, and stop switches. */
export const separationPage = (): string =>
  page(
    INTRODUCTION,
    '## Roles',
    table(
      ['role', 'Japanese', 'English'],
      ROLES.map((role) => [code(role), roles[role].ja, roles[role].en]),
    ),
    '## Acts',
    '● alone · ② with a second person of the row · ②後 with a second person who confirms afterwards · 許 with a grant that names the purpose',
    table(
      ['act', 'in words', ...ROLES],
      Object.entries(actTable).map(([act, { en }]) => [
        code(act),
        en,
        ...ROLES.map((role) => mark(act, role)),
      ]),
    ),
    '## Constraints between persons',
    table(
      ['rule', 'says'],
      Object.entries(separationRules).map(([id, text]) => [code(id), text]),
    ),
    '## Stop switches',
    'There is no switch for receiving or recording a revocation, the CRL, OCSP, the repository or the books, and there must be none.',
    table(
      ['switch', 'Japanese', 'off means', 'off by', 'on by'],
      Object.entries(switches).map(([id, { ja, offMeans, offBy, onBy }]) => [
        code(id),
        ja,
        offMeans,
        offBy,
        onBy,
      ]),
    ),
  );
