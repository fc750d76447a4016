import { placeOfAct } from '../../adapters/evidence-store/place-of-act.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { RelyingParty } from '../../adapters/webauthn/assertion.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { ActContent } from '../../domain/governance/act-kinds.ts';
import type { HandedInAct } from '../../enclave/keys/agreed-act.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { octetsOf } from './room-bench.ts';
import { signedOctets, type Saying } from '../../bin/chaos/forge/officers.ts';

/** An act as two people signed it in the console. */
export interface Agreed {
  readonly content: ActContent;
  readonly proposes: Saying;
  readonly approves: Saying;
  readonly act?: string;
}

/** The content of letting the room sign again, agreed on now. */
export const signingOn = (more: Partial<ActContent> = {}): ActContent =>
  ({
    v: 1,
    actKind: 'switchOn',
    effectiveFrom: new Date().toISOString(),
    change: { switch: 'allSigning', cause: 'causeRemoved' },
    ...more,
  }) as ActContent;

/** What the office hands in of an act. */
export function handedIn(
  { content, proposes, approves, act = uuidV7() }: Agreed,
  console: RelyingParty,
): HandedInAct {
  const octets = octetsOf(content);
  const about = { contentSha256: sha256Hex(octets), reasons: [], subject: act };
  const assertions = [
    signedOctets(proposes, { ...about, act: 'proposeAct' }, console),
    signedOctets(approves, { ...about, act: 'approveAct' }, console),
  ];
  return { act, content: octets, assertions };
}

/** Keeps it as the office-worker does, for the commands of the room. */
export async function keepAct(
  office: EvidenceStore,
  { act, content, assertions }: HandedInAct,
  document?: Buffer,
): Promise<string> {
  const at = placeOfAct(act);
  await office.createChain(at.chainId);
  await office.put(at, [
    ...assertions.map((octets) => ({ kind: 'webauthnAssertion', ring: 'chain', octets }) as const),
    ...[content, document].flatMap((octets) =>
      octets ? [{ kind: 'governanceDocument', ring: 'none', octets } as const] : [],
    ),
  ]);
  return act;
}
