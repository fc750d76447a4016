import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import { acceptOfficers } from '../../enclave/keys/accept-officers.ts';
import { readConfig } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku adopt-officers --act ID
toroku adopt-officers FILE --custodian ID --custodian ID [--terminal ID]   (development)`;

/** What was asked cannot be done; the message says why. */
class OfficersRefused extends Error {
  override name = 'OfficersRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

/** The document in a file, in canonical form however it is laid out there. */
export const readOfficersFile = (path: string): Buffer =>
  canonicalOctets(JSON.parse(readFileSync(path, 'utf8')) as CanonicalValue);

/**
 * `toroku adopt-officers`: puts another register of officers in force in the room, whose assertions it believes from
 * then on, under an act that two custodians signed in the console; the room judges both by the register it has. Given in
 * the room, with the enclave-worker's settings, while no enclave-worker runs; one
 * that a supervisor runs ends and is started again.
 */
export async function adoptOfficersCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [path, ...more] = positionals;
  const { act } = values;
  if (act !== undefined && positionals.length === 0) return said(await acceptUnder(act));
  if (path === undefined || more.length > 0) throw new OfficersRefused(USAGE);
  const two = twoCustodians(values.custodian ?? []);
  if ('problem' in two) throw new OfficersRefused(`${two.problem}\n${USAGE}`);
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  const problem = dualControlProblemIn(config.mode);
  if (problem !== undefined) throw new OfficersRefused(problem);
  const content = readOfficersFile(path);
  const { terminal } = values;
  const outcome = await holdPen(config, (held) =>
    acceptOfficers(held, { content, custodians: two.custodians, terminal }, new Date()),
  );
  return said(outcome);
}

const said = (outcome: 'accepted' | 'wasInForce'): string =>
  outcome === 'accepted'
    ? '担当者の名簿を登録しました / the room has another register of officers'
    : '担当者の名簿は登録済みです / this register was in force';

/** Accepts the register of an act that the room judges itself. */
function acceptUnder(act: string): Promise<'accepted' | 'wasInForce'> {
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  return holdPen(config, async (held) => {
    const { agreed, document } = await readAgreedAct(config, held, act);
    if (!document) throw new OfficersRefused(`act ${act} has no register`);
    return acceptOfficers(held, { content: document, agreed }, new Date());
  });
}
