/**
 * The register of crypto modules (暗号装置, 規則4条4号): which module may hold issuing keys, and what is known of it. It is
 * a document that the room accepts under dual control, since what is asked of a module changes with the law.
 */

/** How a module stands to the machine that uses it. `software` is none: it stands for one in a demonstration. */
export const MODULE_KINDS = ['builtIn', 'direct', 'network', 'cloud', 'usb', 'software'] as const;

/** One of {@link MODULE_KINDS}. */
export type ModuleKind = (typeof MODULE_KINDS)[number];

/** One module. */
export interface CryptoModule {
  /** How entries name it. */
  readonly id: string;
  readonly kind: ModuleKind;
  /** As the token says them of itself (PKCS#11 CK_TOKEN_INFO). */
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly firmware: string;
  /** Number of the certificate, with standard and level; `none` of software. */
  readonly certificate: string;
  readonly standard: 'FIPS 140-2' | 'FIPS 140-3' | 'none';
  /** 1 to 4, 0 of what has no certificate. */
  readonly level: number;
  /** Where it stands. */
  readonly place: string;
  /** What protects the way between it and the machine; of one within it, `none`. */
  readonly linkProtection: string;
}

/** Content of a document `cryptoModules`. */
export interface CryptoModulesDocument {
  readonly v: 1;
  readonly modules: readonly CryptoModule[];
}

/** What a token says of itself. */
export interface ModuleIdentity {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly firmwareVersion: string;
}

/** Least level for keys that certificates rest on (指針7条: 140-1/140-2 level 3 or equal). */
const LEVEL_MIN = 3;

const MODULES_MAX = 50;
const TEXT_MAX = 200;
const TEXTS = [
  ...(['id', 'manufacturer', 'model', 'serialNumber', 'firmware', 'certificate'] as const),
  ...(['place', 'linkProtection'] as const),
] as const;
const MEMBERS = [...TEXTS, 'kind', 'standard', 'level'].toSorted().join();
const STANDARDS = ['FIPS 140-2', 'FIPS 140-3', 'none'];

function isModule(value: unknown): value is CryptoModule {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  if (Object.keys(fields).toSorted().join() !== MEMBERS) return false;
  const { kind, standard, level } = fields;
  const isText = (name: string): boolean => {
    const text = fields[name];
    return typeof text === 'string' && text.length > 0 && text.length <= TEXT_MAX;
  };
  return (
    TEXTS.every(isText) &&
    MODULE_KINDS.some((known) => known === kind) &&
    STANDARDS.includes(String(standard)) &&
    Number.isInteger(level) &&
    Number(level) >= 0 &&
    Number(level) <= 4 &&
    (standard === 'none') === (level === 0)
  );
}

/** Reads a document `cryptoModules` out of a parsed value; undefined for anything that is not exactly one. */
export function readCryptoModules(value: unknown): CryptoModulesDocument | undefined {
  const { v, modules } = (value ?? {}) as { readonly v?: unknown; readonly modules?: unknown };
  const isForm =
    v === 1 &&
    Object.keys(value as object)
      .toSorted()
      .join() === 'modules,v';
  if (!isForm || !Array.isArray(modules) || modules.length > MODULES_MAX) return undefined;
  if (!modules.every(isModule)) return undefined;
  const areDistinct =
    new Set(modules.map(({ id }) => id)).size === modules.length &&
    new Set(modules.map((one) => `${one.manufacturer}\n${one.serialNumber}`)).size ===
      modules.length;
  return areDistinct ? { v: 1, modules } : undefined;
}

/** Why a module may hold no issuing key in production; undefined if it may. */
export function moduleProblem({ kind, standard, level }: CryptoModule): string | undefined {
  if (kind === 'software') return 'software is no crypto module';
  if (standard === 'none') return 'no certificate';
  return level < LEVEL_MIN ? `level ${level}, at least ${LEVEL_MIN} is asked` : undefined;
}

/** What differs between a module of the register and the token that answers; empty if it is the one. */
export const differencesOf = (module: CryptoModule, identity: ModuleIdentity): string[] => [
  ...(module.manufacturer === identity.manufacturer ? [] : ['manufacturer']),
  ...(module.model === identity.model ? [] : ['model']),
  ...(module.serialNumber === identity.serialNumber ? [] : ['serialNumber']),
  ...(module.firmware === identity.firmwareVersion ? [] : ['firmware']),
];
