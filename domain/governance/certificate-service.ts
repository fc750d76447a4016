/**
 * 認証業務 as the `accreditations` document describes it: which accreditations it holds on a day, and so
 * which duties bind it (decisions are made by the union of the duties of every law held). The document
 * is effective-dated data, adopted by dual control and accepted by the room; never a constant.
 */
export interface CertificateService {
  readonly id: string;
  readonly name: { readonly ja: string; readonly en: string };
  /** 電子署名法 alone, JPKI法17条1項5号 alone, both, or none in force. */
  readonly accreditationsHeld: 'act' | 'jpkiItem5' | 'both' | 'none';
  /** 同時送付 open under 電子署名法規則6条3号の2. */
  readonly simultaneousOpenUnderAct: boolean;
  /** 同時送付 open under JPKI規則26条5号イ. */
  readonly simultaneousOpenUnderJpkiItem5: boolean;
  readonly certificateTypes: readonly ('basic' | 'attribute')[];
  /** 取決め with J-LIS (JPKI法17条4項). */
  readonly jlisAgreement: 'inForce' | 'ended';
}

/** Content of an `accreditations` document. */
export interface AccreditationsDocument {
  readonly v: 1;
  readonly services: readonly CertificateService[];
}

/** A 重要事項説明 as an application text names it. */
export interface ExplanationVersion {
  /** Day of the version, `YYYY-MM-DD`. */
  readonly version: string;
  readonly sha256: string;
  readonly effectiveFrom: Date;
  readonly withdrawnFrom: Date | undefined;
}

const SERVICES_MAX = 100;
const SERVICE_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
const NAME_MAX = 200;
const HELD = ['act', 'jpkiItem5', 'both', 'none'];
const AGREEMENTS = ['inForce', 'ended'];
const TYPES = ['basic', 'attribute'];

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown, ...names: readonly string[]): Fields | undefined =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).toSorted().join() === names.toSorted().join()
    ? (value as Fields)
    : undefined;

const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= NAME_MAX;

function isService(value: unknown): value is CertificateService {
  const fields = fieldsOf(
    value,
    'id',
    'name',
    'accreditationsHeld',
    'simultaneousOpenUnderAct',
    'simultaneousOpenUnderJpkiItem5',
    'certificateTypes',
    'jlisAgreement',
  );
  const name = fields && fieldsOf(fields['name'], 'ja', 'en');
  if (!fields || !name || !isName(name['ja']) || !isName(name['en'])) return false;
  const types: unknown = fields['certificateTypes'];
  return (
    SERVICE_ID.test(String(fields['id'])) &&
    HELD.includes(String(fields['accreditationsHeld'])) &&
    typeof fields['simultaneousOpenUnderAct'] === 'boolean' &&
    typeof fields['simultaneousOpenUnderJpkiItem5'] === 'boolean' &&
    Array.isArray(types) &&
    types.length <= TYPES.length &&
    types.every((type, i) => TYPES.includes(type as string) && types.indexOf(type) === i) &&
    AGREEMENTS.includes(String(fields['jlisAgreement']))
  );
}

/** Reads the content of an `accreditations` document; undefined for anything that is not exactly one. */
export function readAccreditations(value: unknown): AccreditationsDocument | undefined {
  const fields = fieldsOf(value, 'v', 'services');
  const services: unknown = fields?.['services'];
  if (fields?.['v'] !== 1 || !Array.isArray(services) || services.length > SERVICES_MAX) {
    return undefined;
  }
  const ids = services.map((service) => (service as Partial<CertificateService> | null)?.id);
  const isUnique = new Set(ids).size === ids.length;
  return isUnique && services.every(isService) ? { v: 1, services } : undefined;
}
