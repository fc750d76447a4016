/**
 * Objects whose SHA-256 stands in entries, as canonical JSON. Together they are the chain of proof:
 * signed octets → text → facts → findings → dossier → approval → intent → certificate.
 *
 * Each function returns the octets to be kept; their hash is `sha256Hex` of them. None holds
 * personal data in the clear.
 */

import { canonicalOctets } from './canonical-json.ts';

/** Facts of a closed vocabulary: codes, counts, lists of codes. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What one rule said; `code` names the branch that did not hold. */
export interface Finding {
  readonly rule: string;
  readonly code?: string;
  readonly outcome: string;
}

/** Everything an evaluation said. `findings` in the order of the rules, those that hold too. */
export interface Findings {
  readonly findings: readonly Finding[];
  readonly outcome: string;
  /** SHA-256 of the rule set. */
  readonly ruleSet: string;
}

/**
 * An order of the applicant: one certificate of a type, valid for a number of months. `spkiSha256`
 * only once the key is known; the hash of the order in an intent is taken with it.
 */
export interface Order {
  readonly certificateType: 'basic' | 'attribute';
  /** UUID of the order. */
  readonly order: string;
  readonly spkiSha256?: string;
  readonly validityMonths: number;
}

/**
 * What a decision is bound to: a changed octet anywhere gives another hash and voids approvals.
 */
export interface Dossier {
  readonly case: string;
  /** SHA-256 of each piece of evidence, in any order. */
  readonly evidence: readonly string[];
  readonly factsSha256: string;
  readonly findingsSha256: string;
  readonly orders: readonly Order[];
  readonly ruleSetSha256: string;
  readonly signedContentSha256: string;
  readonly textSha256: string;
  /** Version of the application, from 1. */
  readonly version: number;
}

/** What an officer can state under a WebAuthn assertion. */
export const STATEMENT_ACTS = [
  ...(['checklist', 'finding', 'approve', 'reject', 'return', 'instruct', 'revoke'] as const),
  ...(['confirmRevocation', 'refuseRevocation', 'suspend', 'resend'] as const),
  ...(['proposeAct', 'approveAct', 'secondLook'] as const),
] as const;

/** One of {@link STATEMENT_ACTS}. */
export type StatementAct = (typeof STATEMENT_ACTS)[number];

/** What an officer states; the SHA-256 of its octets is the WebAuthn challenge. */
export interface Statement {
  readonly act: StatementAct;
  /** SHA-256 of the dossier, checklist, request or content of the act. */
  readonly contentSha256: string;
  readonly officer: string;
  /** `rule/code=reason` for each rule that the decision overrides. */
  readonly reasons: readonly string[];
  readonly role: string;
  /** UUID of the case, request or act. */
  readonly subject: string;
  readonly terminal: string;
}

/** A WebAuthn assertion with the statement it covers; every member in Base64url. */
export interface Assertion {
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly credentialId: string;
  readonly signature: string;
  /** Octets of the statement, in Base64url. */
  readonly statement: string;
}

// Spreading makes plain objects of what was checked by type; canonicalOctets checks the rest.
const octetsOf = (object: object): Buffer => canonicalOctets({ ...object });

/** The octets behind `factsSha256`. @throws NotCanonical */
export const factsOctets = (facts: Facts): Buffer => octetsOf({ facts, v: 1 });

/** The octets behind `findingsSha256`. @throws NotCanonical */
export const findingsOctets = (findings: Findings): Buffer => octetsOf({ ...findings, v: 1 });

/** The octets behind `orderSha256`. @throws NotCanonical */
export const orderOctets = (order: Order): Buffer => octetsOf(order);

/** The octets behind `dossierSha256`; the evidence is put in order. @throws NotCanonical */
export const dossierOctets = (dossier: Dossier): Buffer =>
  octetsOf({ ...dossier, evidence: dossier.evidence.toSorted(), v: 1 });

/** The octets whose SHA-256 an officer's authenticator signs. @throws NotCanonical */
export const statementOctets = (statement: Statement): Buffer => octetsOf({ ...statement, v: 1 });

/** The octets behind `assertionSha256`. @throws NotCanonical */
export const assertionOctets = (assertion: Assertion): Buffer => octetsOf(assertion);
