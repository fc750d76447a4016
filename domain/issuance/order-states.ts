import type { Actor, EntryName, Transition } from '../governance/state-table.ts';

/** The states of one order in the room, from the gate to the certificate (規則6条15号ト). */
export const orderStates = [
  'authorised',
  'reserved',
  'intended',
  'signed',
  'issued',
  'abandoned',
] as const;

/** The state of one order in the room. */
export type OrderState = (typeof orderStates)[number];

/** An order in one of these is closed. */
export const finalOrderStates = ['issued', 'abandoned'] as const satisfies readonly OrderState[];

/** One row of the table of orders, with what a crash before the next row leaves behind. */
export interface OrderTransition extends Transition<OrderState> {
  readonly crashLeaves: string;
}

const room = (
  row: number,
  step: Pick<OrderTransition, 'from' | 'event' | 'to' | 'crashLeaves'> & { entry?: EntryName },
): OrderTransition => {
  const { entry, ...rest } = step;
  return { row, by: ['room'], entries: entry === undefined ? [] : [entry], ...rest };
};

const custodian: readonly Actor[] = ['custodian'];

/** The table of orders: each step is durable before the next begins, and a retry resumes it. */
export const orderTransitions: readonly OrderTransition[] = [
  room(1, {
    from: ['start'],
    event: 'gatePassed',
    to: 'authorised',
    crashLeaves: 'nothing; done again',
  }),
  room(2, {
    // Serial number of 128 random bits in 20 octets, TBS certificate, our own lints.
    from: ['authorised'],
    event: 'reserved',
    to: 'reserved',
    crashLeaves: 'a reservation; the same octets are used',
  }),
  room(3, {
    // Written, checkpointed and on the second medium.
    from: ['reserved'],
    event: 'intentWritten',
    to: 'intended',
    crashLeaves: 'an intent; the same TBS certificate is signed',
    entry: 'enclave:issuance.intended',
  }),
  room(4, {
    // The signature is verified, and the first that is stored wins.
    from: ['intended'],
    event: 'signed',
    to: 'signed',
    crashLeaves: 'perhaps a second signature over the same TBS certificate',
  }),
  room(5, {
    from: ['signed'],
    event: 'completed',
    to: 'issued',
    crashLeaves: 'the certificate stored; its entry is repeated by id',
    entry: 'enclave:issuance.completed',
  }),
  {
    row: 6,
    from: ['authorised', 'reserved', 'intended'],
    event: 'abandoned',
    by: custodian,
    to: 'abandoned',
    crashLeaves: 'the serial number on the CRL as cessationOfOperation, if the counter moved',
    entries: ['enclave:issuance.abandoned'],
  },
];

/** Why the gate refuses to sign, and whether it is tried again without a person. */
export const gateChecks = {
  evidenceMissing: 'triedAgain',
  evidenceHash: 'parked',
  factsDiffer: 'parked',
  ruleSetNotAccepted: 'parked',
  outcomeNotHolding: 'parked',
  approvalsMissing: 'parked',
  assertionInvalid: 'parked',
  officerNotEntitled: 'parked',
  officersNotDistinct: 'parked',
  dossierDiffers: 'parked',
  instructionMissing: 'parked',
  keyNotBound: 'parked',
  keyRefused: 'parked',
  codeNotRedeemed: 'parked',
  codeRedeemed: 'parked',
  codeUsedUp: 'parked',
  vendorKeyMissing: 'triedAgain',
  jlisTooOld: 'triedAgain',
  orderAlreadyIssued: 'parked',
  orderAbandoned: 'parked',
  validityTooLong: 'parked',
  anchorExceeded: 'parked',
  issuerKeyNotIssuing: 'triedAgain',
  profileRefused: 'parked',
  lintFailed: 'parked',
  capExceeded: 'triedAgain',
  clockBehind: 'triedAgain',
  booksBehind: 'triedAgain',
  switchOff: 'triedAgain',
} as const satisfies Readonly<Record<string, 'triedAgain' | 'parked'>>;

/** A check of the gate, as `gate.refused` names it. */
export type GateCheck = keyof typeof gateChecks;

/**
 * Stands where a check would when what answered for the room gave no certificate of the order and no refusal that the gate
 * knows: the office does not believe it, and parks the case.
 */
export const CERTIFICATE_MISMATCH = 'certificateMismatch';

/** Why an order stands still: the gate's own word, or the office's. */
export type OrderRefusal = GateCheck | typeof CERTIFICATE_MISMATCH;

/** Reads a refusal; whatever is none of the gate's was not said by the room. */
export const refusalOf = (check: unknown): OrderRefusal =>
  typeof check === 'string' && Object.hasOwn(gateChecks, check)
    ? (check as GateCheck)
    : CERTIFICATE_MISMATCH;

/** Tells whether a refusal of the gate passes by itself; else it waits for its owner. */
export function isTriedAgain(check: OrderRefusal): boolean {
  return check !== CERTIFICATE_MISMATCH && gateChecks[check] === 'triedAgain';
}
