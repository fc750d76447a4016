import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type {
  AccessKind,
  OfficerChange,
  PermissionChange,
} from '../../../domain/governance/access-change.ts';
import { roleWord } from '../components/frame.tsx';
import { accessActs as words } from '../words/access-acts.ts';
import { same, type Said } from '../words/said.ts';
import type { NameInAct } from './act-view.ts';
import { portalTerms } from './portal-terms.ts';

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
export function accessLine({ actKind, change }: ActContent<AccessKind>): Said {
  if (actKind === 'portal') return same(change.portal);
  return actKind === 'terminal' ? same(change.terminal) : same(change.officer);
}

/** Whose account it is, with what others this person has: the second of two has to know. */
function personTerms(
  { officer, person }: OfficerChange,
  staff: readonly StaffMember[],
): readonly Term[] {
  const whose = person ?? staff.find(({ id }) => id === officer)?.person ?? officer;
  const others = staff.filter((each) => each.person === whose && each.id !== officer);
  const named = others.map(({ id, name }) => same(`${id} ${name}`));
  return [
    [words.person, person === undefined ? words.personAsBefore : same(person)],
    [words.otherAccounts, named.length > 0 ? joined(named) : words.noOtherAccount],
  ];
}

const nameSaid = (named: NameInAct): Said =>
  typeof named === 'object' ? same(named.name) : words.names[named];

/** Terms and values of what an act about access changes, for a reader who knows the staff. */
export function accessTerms(
  { actKind, change }: ActContent<AccessKind>,
  { staff, named }: { readonly staff: readonly StaffMember[]; readonly named: NameInAct },
): readonly Term[] {
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
  if (actKind === 'portal') return portalTerms(change);
  const roles = change.roles.map(roleWord);
  return [
    [words.officer, same(change.officer)],
    ...personTerms(change, staff),
    [words.name, nameSaid(named)],
    [words.roles, roles.length > 0 ? joined(roles) : words.noRoles],
  ];
}
