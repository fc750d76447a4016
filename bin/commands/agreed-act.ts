import { keptPacks } from '../../adapters/evidence-store/kept-packs.ts';
import { placeOfAct } from '../../adapters/evidence-store/place-of-act.ts';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { readAssertion } from '../../adapters/webauthn/assertion.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import {
  judgeAgreedAct,
  officersInForce,
  type AgreedAct,
  type HandedInAct,
} from '../../enclave/keys/agreed-act.ts';
import type { Config } from '../config.ts';
import { openEvidence } from '../parts.ts';
import type { HeldPen } from './hold-pen.ts';

type EnclaveConfig = Config<'enclave-worker'>;

const ACT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** All that lies in evidence of an act. @throws Error if there is nothing */
function objectsOf(config: EnclaveConfig, act: string): Buffer[] {
  if (!ACT_ID.test(act)) throw new Error(`${act} is no id of an act`);
  const at = placeOfAct(act);
  const hashes = keptPacks(config.evidenceDir, at.caseId).flatMap(({ objects }) =>
    objects.map(({ sha256 }) => sha256),
  );
  if (hashes.length === 0) throw new Error(`there is no evidence of act ${act}`);
  const store = openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile);
  return [...store.get(at, hashes).values()];
}

/** The content is what the assertions are over: the office does not say which it is. */
function handedIn(act: string, objects: readonly Buffer[]): HandedInAct {
  const assertions = objects.filter((octets) => readAssertion(octets) !== undefined);
  const named = assertions.map((octets) => readAssertion(octets)?.statement.contentSha256);
  const content = objects.find((octets) => named.includes(sha256Hex(octets)));
  if (!content) throw new Error(`the content of act ${act} is not there`);
  return { act, content, assertions };
}

/** An act as the room found it in evidence and judged it, with its document where it has one. */
export interface FoundAct {
  readonly agreed: AgreedAct;
  readonly document: Buffer | undefined;
}

/**
 * Reads an act out of evidence and judges it by the room's own register.
 *
 * @throws DomainError if it does not hold; Error if it is not there.
 */
export async function readAgreedAct(
  config: EnclaveConfig,
  { pool }: Pick<HeldPen, 'pool'>,
  act: string,
): Promise<FoundAct> {
  const objects = objectsOf(config, act);
  const officers = await officersInForce(pool);
  const relyingParty = relyingPartyAt(config.publicConsoleUrl);
  const judging = { officers, relyingParty, at: Date.now() };
  const agreed = await judgeAgreedAct(judging, handedIn(act, objects));
  const { documentSha256 } = agreed.content.change as { readonly documentSha256?: string };
  return { agreed, document: objects.find((octets) => sha256Hex(octets) === documentSha256) };
}
