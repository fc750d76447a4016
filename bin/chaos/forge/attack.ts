import type { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import type { Jlis } from '../../../simulator/jlis.ts';
import type { StoryStage } from '../../story/story-instance.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import type { Attacker } from './attacker.ts';
import type { HumanDesk } from './human-lies.ts';
import type { Ledger } from './ledger.ts';
import type { LieDesk } from './lie.ts';

/** All that somebody has who attacks: the running instance, with the office in hand and without the room. */
export interface Forge extends StoryStage {
  readonly attacker: Attacker;
  readonly ledger: Ledger;
  readonly desk: LieDesk & HumanDesk;
  readonly evidence: EvidenceStore;
  /** Cards, and J-LIS that answers for them. */
  readonly jlis: Jlis;
}

/** One attack: what is tried, and which name the refusal has to have. */
export interface Attack {
  readonly name: string;
  /** A check of the gate, or what the office says. */
  readonly expects: string;
  /** @returns the name by which it was refused; anything else says what happened instead. */
  readonly run: (forge: Forge) => Promise<string>;
}

/** The room's answer by its check, if the same check stands in its book for that order. */
export async function refusedBy(forge: Forge, request: OrderRequest): Promise<string> {
  const answer = Object(await forge.attacker.ask(request)) as { outcome?: string; check?: string };
  const { outcome = 'no answer', check = '' } = answer;
  if (outcome !== 'refused') return outcome;
  const booked = await forge.ledger.refusalOf(request.orderId);
  return booked?.check === check ? check : `${check}, and the book says ${booked?.check}`;
}
