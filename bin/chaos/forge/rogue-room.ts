import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { runCommand } from '../../instance/command.ts';
import { PATIENCE_MS } from '../../story/story-instance.ts';
import type { Attack, Forge } from './attack.ts';
import { apply, issueOne, standsBy } from './forged-cases.ts';
import {
  makeOwnCa,
  signedByOwnCa,
  withForeignSignature,
  type ForgedFor,
  type OwnCa,
} from './forged-certificate.ts';

/** What a rogue poller has at hand when it is asked for an order. */
interface Asked {
  readonly forge: Forge;
  readonly request: OrderRequest;
  readonly whom: ForgedFor;
  /** The certificate of another order, as the room made it, with its issuer's key id. */
  readonly genuine: Buffer;
  readonly issuerKeyId: string;
  readonly ca: OwnCa;
}

type Answer = (asked: Asked) => Promise<unknown>;

/** Keeps a certificate where the room would, and answers with it. */
async function issued(
  { forge, request, issuerKeyId }: Asked,
  certificate: Buffer,
  over: object = {},
): Promise<object> {
  const { applicationId: caseId, chainId } = request;
  await forge.evidence.put({ caseId, chainId }, [
    { kind: 'certificate', ring: 'chain', octets: certificate },
  ]);
  return {
    outcome: 'issued',
    issuerKeyId,
    serialNumber: serialOf(certificate),
    certificateSha256: sha256Hex(certificate),
    intentEntryId: uuidV7(),
    ...over,
  };
}

function serialOf(certificate: Buffer): string {
  try {
    return readCertificate(certificate).serialNumber;
  } catch {
    return '4'.repeat(40);
  }
}

const PLACE = 'in place of the room: ';

const ANSWERS: Readonly<Record<string, Answer>> = {
  'a certificate of a CA of its own': async (asked) =>
    issued(asked, signedByOwnCa(asked.genuine, asked.whom, asked.ca), {
      issuerKeyId: asked.ca.issuerKeyId,
    }),
  'a certificate with the right key and the name of our CA, by a key of its own': async (asked) =>
    issued(asked, signedByOwnCa(asked.genuine, asked.whom, asked.ca)),
  'the genuine certificate of another order': (asked) => issued(asked, asked.genuine),
  'the genuine signature of another certificate over the right content': (asked) =>
    issued(asked, withForeignSignature(asked.genuine, asked.whom)),
  'a genuine certificate with one octet changed': (asked) => {
    const octets = Buffer.from(asked.genuine);
    const at = octets.indexOf(Buffer.from('http'));
    octets.writeUInt8(octets.readUInt8(at) ^ 1, at);
    return issued(asked, octets);
  },
  'octets that are no certificate': (asked) => issued(asked, randomBytes(500)),
  'a hash that nothing has': (asked) =>
    issued(asked, asked.genuine, { certificateSha256: 'f'.repeat(64) }),
  'nothing but that it was issued': async () => ({ outcome: 'issued' }),
  'a refusal that the gate does not have': async () => ({ outcome: 'refused', check: 'none' }),
  'nothing at all': async () => null,
  'a text': async () => 'issued',
};

/** A case that the office has decided, and whose certificate somebody else will answer for. */
interface Waiting {
  readonly whom: ForgedFor;
  readonly answer: Answer;
}

/** What the rogue poller was refused by, with its case; it may not go on before all are. */
export interface RogueOutcome extends Attack {
  readonly caseId: string;
}

/**
 * The room is cut off, and somebody else answers in its place, to each case otherwise. The outcome of each is
 * ready in its attack; `letGo` has the room itself issue them all after that.
 */
export async function answerInPlaceOfRoom(
  forge: Forge,
  isMade: (name: string) => boolean,
): Promise<readonly RogueOutcome[]> {
  const { certificate: genuine } = await issueOne(forge);
  const issuerKeyId = issuerKeyIdOf(genuine);
  const ca = makeOwnCa();
  const waiting = new Map<string, Waiting>();
  await forge.instance.stopProgram('enclave-worker');
  const stop = await forge.attacker.pollRoom(async (request) => {
    const { whom, answer } = waiting.get(request.applicationId) ?? {};
    if (!whom || !answer) throw new Error('nothing to say');
    return answer({ forge, request, whom, genuine, issuerKeyId, ca });
  });
  const outcomes: RogueOutcome[] = [];
  for (const [name, answer] of Object.entries(ANSWERS).filter(([each]) => isMade(PLACE + each))) {
    const whom = await apply(forge);
    waiting.set(whom.applicationId, { whom, answer });
    outcomes.push(outcomeOf(name, whom.applicationId));
  }
  for (const { caseId } of outcomes) await standsBy(forge, caseId, (code) => code !== '');
  await stop();
  await forge.instance.startProgram('enclave-worker');
  return outcomes;
}

const outcomeOf = (name: string, caseId: string): RogueOutcome => ({
  name: PLACE + name,
  expects: 'gate/certificateMismatch',
  caseId,
  run: async ({ ledger }) => (await ledger.standingOf(caseId)).code,
});

const issuerKeyIdOf = (certificate: Buffer): string => {
  const value = readCertificate(certificate).extensions.get('2.5.29.35')?.value;
  return value?.subarray(-20).toString('hex') ?? '';
};

/** Lets cases that were parked go to the room itself. @returns how many it issued. */
export async function letGo(forge: Forge, cases: readonly string[]): Promise<number> {
  for (const caseId of cases) forge.ledger.expect(caseId);
  const named = cases.flatMap((caseId) => ['--case', caseId]);
  await runCommand(forge.instance.environmentOf('office-worker'), 'ask-room-again', ...named);
  for (const caseId of cases) await forge.portal.waitFor(caseId, ['issued'], PATIENCE_MS);
  return cases.length;
}
