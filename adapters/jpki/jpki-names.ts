import { BoundedCache } from '../x509/bounded-cache.ts';
import { nameAttributes } from '../x509/certificate.ts';

const ORGANIZATION = '2.5.4.10';
const ORGANIZATIONAL_UNIT = '2.5.4.11';

interface Organizations {
  readonly organization: readonly string[];
  readonly units: readonly string[];
}

/** Issuers are few and asked about several times for each application. */
const known = new BoundedCache<Organizations>(64);

/** Values of O and OU in a form that width, case and spacing do not change. */
function organizations(name: Buffer): Organizations {
  return known.get(name.toString('latin1'), () => readOrganizations(name));
}

function readOrganizations(name: Buffer): Organizations {
  const attributes = nameAttributes(name).map(({ oid, value }) => ({
    oid,
    value: value.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim(),
  }));
  const values = (type: string): string[] =>
    attributes.filter(({ oid }) => oid === type).map(({ value }) => value);
  return { organization: values(ORGANIZATION), units: values(ORGANIZATIONAL_UNIT) };
}

/** Whether the name is of a test or mock hierarchy: O=JPKI-TEST of J-LIS, O=…-MOCK of vendors. */
export function isTestName(name: Buffer): boolean {
  const { organization, units } = organizations(name);
  return [...organization, ...units].some((value) => /\b(TEST|MOCK)\b/.test(value));
}

/** Whether the name is that of a CA for user authentication (利用者証明用認証局). */
export function isAuthenticationName(name: Buffer): boolean {
  return organizations(name).units.some((unit) => unit.includes('FOR USER AUTHENTICATION'));
}

const JPKI_MARKS = [
  'JPKI',
  'JAPAN AGENCY FOR LOCAL AUTHORITY INFORMATION SYSTEMS',
  '公的個人認証',
  '地方公共団体情報システム機構',
];

/** Whether the name is, or passes itself off as, that of JPKI. */
export function isJpkiLookingName(name: Buffer): boolean {
  const { organization, units } = organizations(name);
  const values = [...organization, ...units];
  return values.some((value) => JPKI_MARKS.some((mark) => value.includes(mark)));
}
