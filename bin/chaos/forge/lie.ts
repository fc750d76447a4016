import { printSignedText, type ApplicationText } from '../../../domain/application/signed-text.ts';
import type { IssuingInstruction } from '../../../domain/issuance/issuing-instruction.ts';
import type { GateCheck } from '../../../domain/issuance/order-states.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import {
  draftCase,
  factsOf,
  fileCase,
  proofsFor,
  type CaseDesk,
  type CaseOptions,
  type DraftedCase,
  type Filing,
} from './drafted-case.ts';

/** Where somebody lies who has the whole office in hand. */
export interface LieDesk extends CaseDesk {
  readonly evidenceDir: string;
  /** Has the room issue an order that is as it should be. @throws Error if it refuses. */
  readonly issueGenuine: (request: OrderRequest) => Promise<void>;
}

/** Keeps what a stolen office would, and says which order to ask the room for. */
export type Tell = (desk: LieDesk) => Promise<OrderRequest>;

/** What a stolen office tells: it keeps other evidence than there was, or instructs otherwise. */
export interface Lie {
  readonly check: GateCheck;
  /** What the refusal's entry names, in ids and codes. */
  readonly detail: string | RegExp;
  readonly tell: Tell;
}

export const lie = (check: GateCheck, detail: string | RegExp, tell: Tell): Lie => ({
  check,
  detail,
  tell,
});

type Alter = (
  drafted: DraftedCase,
  desk: LieDesk,
) => Partial<DraftedCase['octets']> | Promise<Partial<DraftedCase['octets']>>;

/** A true case whose evidence is changed before it is kept; the facts stay those of the true one. */
export const altered =
  (alter: Alter, options: CaseOptions = {}): Tell =>
  async (desk) => {
    const drafted = await draftCase(desk, options);
    const octets = { ...drafted.octets, ...(await alter(drafted, desk)) };
    return fileCase(desk, { ...drafted, octets });
  };

/** The same, and the facts are those that the changed evidence gives. */
export const alteredWithItsFacts =
  (alter: Alter, options: CaseOptions = {}): Tell =>
  async (desk) => {
    const drafted = await draftCase(desk, options);
    const octets = { ...drafted.octets, ...(await alter(drafted, desk)) };
    const kept = { ...drafted, octets };
    const facts = factsOf(desk, kept, proofsFor(drafted.applicant, drafted.text));
    return fileCase(desk, { ...kept, facts });
  };

type FactValues = Readonly<Record<string, unknown>>;

/** A true case with other facts. */
export const withFacts =
  (change: (facts: FactValues) => FactValues): Tell =>
  async (desk) => {
    const drafted = await draftCase(desk);
    return fileCase(desk, { ...drafted, facts: { ...drafted.facts, ...change(drafted.facts) } });
  };

/** A true case, kept otherwise. */
export const filed =
  (filing: Filing): Tell =>
  async (desk) =>
    fileCase(desk, await draftCase(desk), filing);

/** A true case with another instruction. */
export const instructed = (change: (instruction: IssuingInstruction) => object): Tell =>
  filed({ instruction: (instruction) => ({ ...instruction, ...change(instruction) }) });

export const withDossier = (change: object): Tell =>
  instructed(({ dossier }) => ({ dossier: { ...dossier, ...change } }));

export const withOrder = (change: object): Tell =>
  instructed(({ orders }) => ({ orders: orders.map((order) => ({ ...order, ...change })) }));

export const withEvidence = (change: object): Tell =>
  instructed(({ evidence }) => ({ evidence: { ...evidence, ...change } }));

/** A case of somebody who is not to have a certificate, with facts that say better things. */
export const ofPersona =
  (name: PersonaName, facts: FactValues = {}): Tell =>
  async (desk) => {
    const drafted = await draftCase(desk, { card: await desk.jlis.issueCard(name) });
    return fileCase(desk, { ...drafted, facts: { ...drafted.facts, ...facts } });
  };

/** The text with another trait, as nobody signed it. */
export const rewritten = (text: ApplicationText, change: Partial<ApplicationText>): Buffer =>
  Buffer.from(printSignedText({ ...text, ...change }));

/** A hash that nothing has. */
export const HASH = 'f'.repeat(64);
