import { keyThumbprint } from '../../../db/governance/portals.ts';
import type { PortalChange, PortalLimits } from '../../../domain/governance/portal-change.ts';
import { algorithmsOf, type PortalKey } from '../../../domain/governance/portal-keys.ts';
import { accessActs } from '../words/access-acts.ts';
import { portalActs as words } from '../words/portal-acts.ts';
import { same, type Said } from '../words/said.ts';

type Term = readonly [Said, Said];

/** A key as people compare it: its name, what it signs with, and its thumbprint. */
export const keySaid = (key: PortalKey): string =>
  `${key.kid} ${algorithmsOf(key).join('/')} ${keyThumbprint(key)}`;

const keyTerms = (keys: readonly PortalKey[]): readonly Term[] =>
  keys.map((key) => [words.key, same(keySaid(key))]);

const limitTerms = ({ applicationsPerHour, requestsPerMinute }: PortalLimits): readonly Term[] => [
  [words.applicationsPerHour, same(String(applicationsPerHour))],
  [words.requestsPerMinute, same(String(requestsPerMinute))],
];

/** Terms and values of what an act about a portal changes. */
export function portalTerms(change: PortalChange): readonly Term[] {
  const about: readonly Term[] = [
    [words.portal, same(change.portal)],
    [accessActs.whatIsDone, words.does[change.do]],
  ];
  switch (change.do) {
    case 'addPortal':
      return [
        ...about,
        [words.name, same(change.name)],
        ...keyTerms(change.keys),
        ...limitTerms(change),
        [words.channel, change.isWebPortal ? words.web : words.app],
        [words.use, change.isSandbox ? words.sandbox : words.real],
      ];
    case 'changeKeys':
      return [...about, ...keyTerms(change.keys)];
    case 'changeLimits':
      return [...about, ...limitTerms(change)];
    default:
      return about;
  }
}
