import { parseArgs } from 'node:util';
import { finishesIntents } from '../../domain/issuance/issuer-key-states.ts';
import { registeredKeys } from '../../enclave/keys/change-key-state.ts';
import { custodianActor, type ActSigner } from '../../enclave/keys/dual-control-act.ts';
import { openIssuerKey } from '../../enclave/keys/issuer-key.ts';
import { publishByHand } from '../../enclave/status/break-glass.ts';
import { readConfig, type Config } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { crlFilesOf } from '../enclave-worker/publication/crl-files.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku crl [KEY] --act ID
toroku crl [KEY] --custodian ID --custodian ID [--terminal ID]   (development)`;

/** What was asked cannot be done; the message says why. */
class CrlRefused extends Error {
  override name = 'CrlRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

/**
 * `toroku crl`: makes and publishes the lists of revoked certificates by hand, with Temporal and the office's database off.
 * Given in the room by two custodians: under the act by which they revoke in the room, which may be performed already, or in
 * development by name. An enclave-worker that runs loses the pen, ends, and is started again.
 *
 * @returns each list, as JSON.
 */
export async function crlCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  return holdPen(config, async (held) => {
    const by = await actorOf(config, held, values);
    const keys = (await registeredKeys(held)).filter(
      ({ issuerKeyId, state }) =>
        finishesIntents(state) && (positionals[0] ?? issuerKeyId) === issuerKeyId,
    );
    if (keys.length === 0) throw new CrlRefused('no issuer key that signs status');
    const lists = [];
    for (const row of keys) {
      const key = openIssuerKey(row, held.token.findKey(row.hsmLabel));
      const made = await publishByHand({
        ...held,
        key,
        by,
        files: crlFilesOf(config),
        now: () => new Date(),
      });
      lists.push(...made.map((list) => ({ issuerKeyId: key.issuerKeyId, ...list })));
    }
    return JSON.stringify({ lists });
  });
}

interface Asked {
  readonly act?: string | undefined;
  readonly custodian?: readonly string[] | undefined;
  readonly terminal: string;
}

/** Whoever approved: of an act the room judges both by its own register. */
async function actorOf(
  config: Config<'enclave-worker'>,
  held: HeldPen,
  { act, custodian = [], terminal }: Asked,
): Promise<ActSigner['actor']> {
  if (act !== undefined) {
    const { agreed } = await readAgreedAct(config, held, act);
    const { content, approver } = agreed;
    if (content.actKind !== 'massRevocation' || content.change.by !== 'room') {
      throw new CrlRefused(`act ${act} is about no revocation in the room`);
    }
    return approver.actor;
  }
  const two = twoCustodians(custodian);
  if ('problem' in two) throw new CrlRefused(`${two.problem}\n${USAGE}`);
  const problem = dualControlProblemIn(config.mode);
  if (problem !== undefined) throw new CrlRefused(problem);
  return custodianActor(two.custodians[1], terminal);
}
