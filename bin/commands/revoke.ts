import { parseArgs } from 'node:util';
import {
  canonicalOctets,
  readCanonicalJson,
  sha256Hex,
  type CanonicalValue,
} from '../../books/canonical-json.ts';
import {
  certificatesOf,
  isRevocationReason,
  listOfText,
} from '../../domain/revocation/mass-revocation.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import { unsignedCustodians } from '../../enclave/keys/dual-control-act.ts';
import {
  revokeByCustodians,
  type CustodiansOrder,
  type CustodiansOutcome,
} from '../../enclave/revocation/revoke-by-custodians.ts';
import { readConfig, type Config } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku revoke --act ID [--name-commitment HEX]
toroku revoke KEY SERIAL --sha256 HASH --reason REASON --custodian ID --custodian ID
  [--name-commitment HEX]   (development)`;

/** What was asked cannot be done; the message says why. */
export class RevokeRefused extends Error {
  override name = 'RevokeRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  sha256: { type: 'string', default: '' },
  reason: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  'name-commitment': { type: 'string' },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

/**
 * `toroku revoke`: revokes in the room with the office and Temporal down, under an act of two custodians. It takes the pen of
 * the room's book; an enclave-worker that runs ends at its next entry and is started again. What is recorded is on the next
 * list and answer: `toroku crl` makes them without Temporal. `--name-commitment` is that of the second custodian, who grants
 * it, as the register of officers has it.
 *
 * @returns one line of JSON a certificate, and one for all.
 */
export async function revokeCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [issuerKeyId = '', serialNumber = ''] = positionals;
  const { act, custodian = [], 'name-commitment': nameCommitment } = values;
  if (nameCommitment !== undefined && !/^[0-9a-f]{64}$/.test(nameCommitment)) {
    throw new RevokeRefused(USAGE);
  }
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  return holdPen(config, async (held) => {
    const order =
      act === undefined
        ? namedOrder(config, { ...values, custodian, issuerKeyId, serialNumber })
        : await agreedOrder(config, held, act);
    const room = { ...held, now: () => new Date() };
    return told(order, await revokeByCustodians(room, { ...order, nameCommitment }));
  });
}

/** An act that the room judges itself, with its list out of evidence. */
async function agreedOrder(
  config: Config<'enclave-worker'>,
  held: HeldPen,
  act: string,
): Promise<CustodiansOrder> {
  const { agreed, document } = await readAgreedAct(config, held, act);
  const { content } = agreed;
  if (content.actKind !== 'massRevocation' || content.change.by !== 'room') {
    throw new RevokeRefused(`act ${act} revokes nothing in the room`);
  }
  const certificates = document && certificatesOf(readCanonicalJson(document));
  if (!certificates) throw new RevokeRefused(`the list of act ${act} is not there`);
  return { ...agreed, certificates, reasonCode: content.change.reasonCode };
}

interface Named {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  readonly reason?: string | undefined;
  readonly custodian: readonly string[];
  readonly terminal: string;
}

/** In development two custodians are named by options, and the certificate as well. */
function namedOrder({ mode }: Config<'enclave-worker'>, named: Named): CustodiansOrder {
  const { issuerKeyId, serialNumber, sha256, reason, terminal } = named;
  const two = twoCustodians(named.custodian);
  if ('problem' in two) throw new RevokeRefused(`${two.problem}\n${USAGE}`);
  const problem = dualControlProblemIn(mode);
  if (problem !== undefined) throw new RevokeRefused(problem);
  const read = listOfText(`${issuerKeyId} ${serialNumber} ${sha256}`);
  const certificates = 'list' in read ? certificatesOf(read.list) : undefined;
  if (!certificates || !('list' in read) || !isRevocationReason(reason)) {
    throw new RevokeRefused(USAGE);
  }
  const documentSha256 = sha256Hex(canonicalOctets(read.list as unknown as CanonicalValue));
  const content = {
    v: 1,
    actKind: 'massRevocation',
    effectiveFrom: new Date().toISOString(),
    change: { by: 'room', certificates: 1, documentSha256, reasonCode: reason },
  };
  const act = newEntryId();
  const contentSha256 = sha256Hex(canonicalOctets(content));
  const signed = unsignedCustodians(two.custodians, { act, contentSha256, terminal });
  return { act, contentSha256, ...signed, certificates, reasonCode: reason };
}

function told({ act }: CustodiansOrder, outcomes: readonly CustodiansOutcome[]): string {
  const count = (outcome: string) =>
    outcomes.filter(({ recorded }) => recorded.outcome === outcome).length;
  const all = {
    act,
    recorded: count('recorded'),
    alreadyRevoked: count('alreadyRevoked'),
    refused: count('refused'),
  };
  return [...outcomes, all].map((each) => JSON.stringify(each)).join('\n');
}
