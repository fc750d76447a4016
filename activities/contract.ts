import type { Facts } from '../domain/decision/facts.ts';
import type { Finding } from '../domain/decision/decide.ts';
import type { Outcome } from '../domain/decision/rule-set.ts';
import type { CodeStep } from '../domain/key-delivery/code-step.ts';
import type { AcceptanceState } from '../domain/issuance/acceptance-states.ts';

/** Where a case stands, as the workflow needs it: states, ids and instants, no personal data. */
export interface Situation {
  readonly state: ApplicationState;
  readonly edition: number;
  readonly ruleSetId: string;
  readonly chainId: string;
  /** J-LIS must be asked before the next evaluation. */
  readonly asksJlis: boolean;
  /** Orders that are instructed and have no certificate yet. */
  readonly openOrders: readonly string[];
  /** Orders of a case that is issued: the certificates that go on from there. */
  readonly issuedOrders: readonly string[];
  readonly instructionSha256: string | undefined;
  /** The room refused in a way that only a person can mend. */
  readonly isParked: boolean;
  /** Milliseconds since 1970; what the present state waits for at most. */
  readonly stateDeadline: number | undefined;
  readonly nextAttemptAt: number | undefined;
  readonly caseDeadline: number;
  /** What the room is asked next about the 利用者識別符号 of the case; undefined where it waits, or has none. */
  readonly codeStep?: AskedCodeStep | undefined;
  /** Milliseconds since 1970; when the code of a case in `keyDelivery` lapses. */
  readonly codeLapsesAt?: number | undefined;
}

/** A step with the letter that a new code will be in. */
export type AskedCodeStep =
  | Exclude<CodeStep, { do: 'make' }>
  | (Extract<CodeStep, { do: 'make' }> & { readonly dispatchId: string });

/** A case after an input. */
export interface AppliedInput extends Situation {
  /** The input is pending still: whether it may have its effect, the room's next answer says. */
  readonly isLeft: boolean;
}

/** States of an application (decisions on cases, one table in `domain/application/states.ts`). */
export type ApplicationState =
  | 'received'
  | 'checking'
  | 'waiting'
  | 'inquiring'
  | 'review'
  | 'returned'
  | 'approved'
  | 'instructed'
  | 'keyDelivery'
  | 'issuing'
  | 'issued'
  | 'rejected'
  | 'withdrawn'
  | 'lapsed';

/**
 * What the workflow decided, on its way to the books: facts and verdict. The findings follow from the facts
 * and the rule set, so the activity takes them again and compares, and histories stay small.
 */
export interface Verdict {
  readonly edition: number;
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly next: string;
}

/** A verdict with every finding, as it is written. */
export interface Evaluation extends Verdict {
  readonly findings: readonly Finding[];
}

/** What the room answers for an order. A refusal is an answer, not a failure. */
export type IssuanceOutcome =
  | {
      readonly outcome: 'issued';
      readonly issuerKeyId: string;
      readonly serialNumber: string;
      readonly certificateSha256: string;
      readonly intentEntryId: string;
    }
  | { readonly outcome: 'refused'; readonly check: string };

/** The room's answer when it issued. */
export type IssuedOutcome = Extract<IssuanceOutcome, { outcome: 'issued' }>;

/** A turn to ask J-LIS that the case has not used yet. */
export interface JlisTurn {
  /** The turn, in milliseconds since 1970 by the office database's clock: to be brought back, not compared. */
  readonly turnAt: number;
  /** When to come back, in milliseconds from now. */
  readonly waitMs: number;
}

/** Where a certificate stands after its issue. */
export interface CertificateStanding {
  readonly state: AcceptanceState;
  /** When to look again, in milliseconds since 1970; undefined once it has ended. */
  readonly lookAt: number | undefined;
}

/** Office activities of a case, as workflows see them. Every one may be repeated. */
export interface OfficeActivities {
  /** Moves a received case to `checking` and says where it stands. */
  openCase(applicationId: string): Promise<Situation>;
  /**
   * Asks J-LIS once and keeps question and answer; no answer is an answer of kind `none`. Under a rate limit
   * a case has its turn: where that is still to come, nothing is asked and the turn is to be brought back.
   *
   * @returns undefined once there is nothing more to ask.
   */
  askJlis(applicationId: string, turnAt?: number): Promise<JlisTurn | undefined>;
  /** Facts of the newest edition, taken now. */
  collectFacts(applicationId: string): Promise<{ edition: number; facts: Facts }>;
  /** Stores an evaluation and what follows from it in one transaction. */
  recordEvaluation(applicationId: string, verdict: Verdict): Promise<Situation>;
  /** Verifies what came back from the room and stores it, or parks the case if it is not what was decided. */
  receiveCertificate(orderId: string, issued: IssuedOutcome): Promise<Situation>;
  /** Notes that the room refused, and when it is asked again. What the gate never says parks the case. */
  noteRefusal(orderId: string, check: unknown): Promise<Situation>;
  /** Notes that the room, or its HSM, is away: the type of the failure. */
  noteRoomAway(orderId: string, cause: string): Promise<Situation>;
  /** Applies a row of `case_inputs`. */
  applyInput(inputId: string): Promise<AppliedInput>;
  /** Stores what the room answered to a step about the code of a case, and what follows. */
  recordCodeAnswer(
    applicationId: string,
    answered: { readonly step: AskedCodeStep; readonly answer: unknown },
  ): Promise<Situation>;
  /** Notes that the room is away while it is asked about a code: the type of the failure. */
  noteCodeRoomAway(applicationId: string, cause: string): Promise<Situation>;
  /** Ends a case whose time has passed. */
  lapseCase(applicationId: string, cause: string): Promise<Situation>;
  /** Begins the run that follows the certificate of an order, unless it has one. */
  beginValidity(orderId: string): Promise<void>;
  /** Has the run of a certificate begun anew on the newest build, in the place of the run that asks for it, once that sleeps. */
  beginValidityAnew(orderId: string): Promise<void>;
  /** Does what is due of the certificate of an order: reminders, missed receipt, notices, end. */
  advanceCertificate(orderId: string): Promise<CertificateStanding>;
}

/** Activities of the room, as workflows see them. */
export interface EnclaveActivities {
  issueCertificate(request: {
    readonly orderId: string;
    readonly applicationId: string;
    readonly chainId: string;
    readonly instructionSha256: string;
  }): Promise<IssuanceOutcome>;
}
