import { z } from 'zod';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { readCryptoModules } from '../../../domain/governance/crypto-module-register.ts';
import {
  isInForce,
  readOfficers,
  registerProblem,
  type OfficersDocument,
} from '../../../domain/governance/officer-register.ts';

/** Id, code or name of a person by a code. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const words = z.string().min(1).max(200);
const instant = z.iso.datetime({ precision: 3 });

const key = z.strictObject({
  hsmLabel: id,
  algorithm: z.enum(['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384']),
  commonName: words,
  services: z.array(id).min(1),
});

/** A document for the room: its content, or the name of a rule set that this build has. */
const document = z.union([
  z.strictObject({
    type: z.enum(['accreditations', 'explanation', 'profile', 'printVendor']),
    content: z.record(z.string(), z.json()),
    effectiveFrom: instant,
  }),
  z.strictObject({ type: z.literal('ruleSet'), ruleSet: id, effectiveFrom: instant }),
]);

const script = z.strictObject({
  v: z.literal(1),
  /** Names the ceremony. */
  ceremony: id,
  /** What the log's first entry says this installation is. */
  install: id,
  terminal: id,
  responsiblePerson: id,
  witnesses: z.array(id),
  /** The two custodians who act. */
  present: z.tuple([id, id]),
  /** Everybody who holds a share; from the second ceremony on none, or shares are made anew. */
  custodians: z.array(z.strictObject({ id, shareFile: words, passphraseFile: words })).max(50),
  /** `change`: the token gets a PIN that nobody has seen; `keep`: development. */
  pin: z.enum(['change', 'keep']),
  organization: words,
  modules: z.json(),
  officers: z.json().optional(),
  documents: z.array(document),
  keys: z.array(key),
});

/** The script of a ceremony: everything that is done, decided before anybody comes together. */
export type CeremonyScript = z.infer<typeof script>;

/** A script cannot be followed; the message names every place. */
export class ScriptRefused extends Error {
  override name = 'ScriptRefused';
}

/** Reads a script. @throws ScriptRefused */
export function readScript(value: unknown): CeremonyScript {
  const read = script.safeParse(value);
  if (!read.success) {
    const places = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ScriptRefused(places.join('\n'));
  }
  const problems = problemsOf(read.data);
  if (problems.length > 0) throw new ScriptRefused(problems.join('\n'));
  return read.data;
}

/** The hash that the two people of an act agree on, and that the record names. */
export const scriptHash = (given: CeremonyScript): string =>
  sha256Hex(canonicalOctets(given as unknown as CanonicalValue));

/** The register of officers that a script brings. */
export const officersOf = ({ officers }: CeremonyScript): OfficersDocument | undefined =>
  officers === undefined ? undefined : readOfficers(officers);

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

function problemsOf(given: CeremonyScript): string[] {
  const { present, custodians, keys, modules, officers } = given;
  const ids = custodians.map((custodian) => custodian.id);
  const register = officersOf(given);
  return [
    ...(present[0] === present[1] ? ['present: one custodian twice'] : []),
    ...(custodians.length === 1 || !areDistinct(ids)
      ? ['custodians: two at least, each once']
      : []),
    ...(custodians.length > 0 && !present.every((one) => ids.includes(one))
      ? ['present: somebody without a share']
      : []),
    ...(areDistinct(keys.map(({ hsmLabel }) => hsmLabel)) ? [] : ['keys: a label twice']),
    ...(readCryptoModules(modules) ? [] : ['modules: no register of crypto modules']),
    ...(officers !== undefined && !register ? ['officers: no register of officers'] : []),
    ...(register && registerProblem(register) ? [`officers: ${registerProblem(register)}`] : []),
  ];
}

/**
 * What keeps the custodians of a script from being two people of a register; in production each has a passkey, so that
 * the next act of theirs can be verified.
 */
export function custodianProblems(
  { custodians, present }: CeremonyScript,
  { officers }: OfficersDocument,
  { at, isProduction }: { readonly at: number; readonly isProduction: boolean },
): string[] {
  const ids = [...new Set([...custodians.map((custodian) => custodian.id), ...present])];
  const found = ids.map((one) => ({ id: one, officer: officers.find((o) => o.id === one) }));
  const persons = found.flatMap(({ officer }) => officer?.person ?? []);
  return [
    ...found.flatMap(({ id: one, officer }) => {
      const isCustodian = officer?.roles.includes('custodian') && isInForce(officer, at);
      if (!officer || !isCustodian) return [`${one} is no custodian of the register`];
      return isProduction && officer.passkeys.length === 0 ? [`${one} has no passkey`] : [];
    }),
    ...(areDistinct(persons) ? [] : ['two of the custodians are one person']),
  ];
}
