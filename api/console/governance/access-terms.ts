import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import type { AccessKind, PermissionChange } from '../../../domain/governance/access-change.ts';
import { roleWord } from '../components/frame.tsx';
import { accessActs as words } from '../words/access-acts.ts';
import { same, type Said } from '../words/said.ts';

type Term = readonly [Said, Said];

const joined = (said: readonly Said[]): Said => ({
  ja: said.map(({ ja }) => ja).join('、'),
  en: said.map(({ en }) => en).join(', '),
});

function permissionTerms(change: PermissionChange): readonly Term[] {
  const about: Term[] = [
    [words.officer, same(change.officer)],
    [words.whatIsDone, words.does[change.do]],
  ];
  if (change.do === 'withdrawPasskey') {
    about.push([words.credential, same(change.credentialSha256)]);
  }
  if (change.do === 'mapIdentity') about.push([words.issuer, same(change.issuer)]);
  if (change.do === 'mapIdentity' || change.do === 'withdrawIdentity') {
    about.push([words.identity, same(change.identitySha256)]);
  }
  return about;
}

/** What an act about access changes, in one line. */
export const accessLine = ({ actKind, change }: ActContent<AccessKind>): Said =>
  actKind === 'terminal' ? same(change.terminal) : same(change.officer);

/** Terms and values of what an act about access changes. */
export function accessTerms({ actKind, change }: ActContent<AccessKind>): readonly Term[] {
  if (actKind === 'permission') return permissionTerms(change);
  if (actKind === 'terminal') {
    const place: readonly Term[] =
      change.do === 'register' ? [[words.place, same(change.place)]] : [];
    return [
      [words.terminal, same(change.terminal)],
      [words.whatIsDone, words.does[change.do]],
      ...place,
    ];
  }
  const roles = change.roles.map(roleWord);
  return [
    [words.officer, same(change.officer)],
    [words.name, same(change.name)],
    [words.roles, roles.length > 0 ? joined(roles) : words.noRoles],
  ];
}
