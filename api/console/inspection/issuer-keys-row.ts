import { nameAttributes, readCertificate } from '../../../adapters/x509/certificate.ts';
import { issuingEnd, issuingEndLevel } from '../../../domain/issuance/issuing-end.ts';
import type { IssuingEndLevel } from '../../../domain/issuance/issuing-end.ts';
import { isoOf } from '../clock.ts';
import { issuerKeys as words } from '../words/issuer-keys.ts';
import type { Level, MorningRow } from './morning-row.ts';

const COMMON_NAME = '2.5.4.3';

const LEVELS: Readonly<Record<IssuingEndLevel, Level>> = {
  good: 'good',
  warning: 'look',
  ended: 'stop',
};

interface NamedEnd {
  readonly name: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

function endOf(der: Buffer): NamedEnd {
  const { subject, notBefore, notAfter } = readCertificate(der);
  const name = nameAttributes(subject).findLast(({ oid }) => oid === COMMON_NAME)?.value ?? '—';
  return { name, notBefore: notBefore.getTime(), notAfter: notAfter.getTime() };
}

/** The newest of each name: an older key that has one to follow it concerns nobody. */
function newestOfEach(ends: readonly NamedEnd[]): NamedEnd[] {
  const newest = new Map<string, NamedEnd>();
  for (const end of ends) {
    const known = newest.get(end.name);
    if (!known || known.notBefore < end.notBefore) newest.set(end.name, end);
  }
  return [...newest.values()];
}

/** How long the issuer keys may issue, told a year ahead: a key and the change of an accreditation take months. */
export function issuerKeysRow(certificates: readonly Buffer[], now: Date): MorningRow {
  const at = now.getTime();
  const [first, ...others] = newestOfEach(certificates.map(endOf)).toSorted(
    (a, b) => a.notAfter - b.notAfter,
  );
  if (!first) return { id: 'issuerKeys', name: words.name, level: 'none', what: [words.none] };
  const level = issuingEndLevel(first.notAfter, at);
  const isNear = ({ notAfter }: NamedEnd) => issuingEndLevel(notAfter, at) !== 'good';
  return {
    id: 'issuerKeys',
    name: words.name,
    level: LEVELS[level],
    what: [first, ...others.filter(isNear)].map((end) =>
      words[issuingEndLevel(end.notAfter, at)](
        end.name,
        isoOf(new Date(issuingEnd(end.notAfter))).slice(0, 10),
      ),
    ),
  };
}
