import { findTransition, type Actor, type Transition } from '../governance/state-table.ts';

/** The states of an issuer key, from the ceremony to its end (規則12条1項1号チ; RFC 3647 §6.2). */
export const issuerKeyStates = [
  'generated',
  'accredited',
  'issuing',
  'status-only',
  'retired',
  'compromised',
] as const;

/** The state of an issuer key. */
export type IssuerKeyState = (typeof issuerKeyStates)[number];

/** A key in one of these signs nothing any more, for ever. */
export const finalIssuerKeyStates = [
  'retired',
  'compromised',
] as const satisfies readonly IssuerKeyState[];

/** What two custodians agree on: a state, or that all is revoked which a compromised key signed. */
export const keyStateTargets = [
  'accredited',
  'issuing',
  'status-only',
  'retired',
  'compromised',
] as const satisfies readonly IssuerKeyState[];

/** One of {@link keyStateTargets}. */
export type KeyStateTarget = (typeof keyStateTargets)[number];

/** Tells whether a text names one. */
export const isKeyStateTarget = (text: unknown): text is KeyStateTarget =>
  (keyStateTargets as readonly unknown[]).includes(text);

const custodian: readonly Actor[] = ['custodian'];
const changed = ['enclave:issuerKey.stateChanged'] as const;

/** The table of issuer keys. */
export const issuerKeyTransitions: readonly Transition<IssuerKeyState>[] = [
  {
    row: 1,
    from: ['start'],
    event: 'ceremonyHeld',
    by: custodian,
    to: 'generated',
    entries: [
      'enclave:issuerKey.generated',
      'enclave:caCertificate.intended',
      'enclave:caCertificate.issued',
      'enclave:issuerCertificate.published',
    ],
  },
  {
    // The accreditation, or its change, names the key (電子署名法4条, 9条).
    row: 2,
    from: ['generated'],
    event: 'accredited',
    by: custodian,
    to: 'accredited',
    entries: changed,
  },
  {
    row: 3,
    from: ['accredited'],
    event: 'issuingStarted',
    by: custodian,
    to: 'issuing',
    entries: changed,
  },
  {
    row: 4,
    from: ['issuing'],
    event: 'issuingEnded',
    by: custodian,
    to: 'status-only',
    entries: changed,
  },
  {
    // In the act that starts a newer key of the same services.
    row: 5,
    from: ['issuing'],
    event: 'superseded',
    by: ['room'],
    to: 'status-only',
    entries: changed,
  },
  {
    // A key with certificates that are not expired yet still has to sign their status.
    row: 6,
    from: ['generated', 'accredited', 'status-only'],
    event: 'retired',
    by: custodian,
    to: 'retired',
    entries: changed,
  },
  {
    // One custodian stops; revoking what the key signed takes two.
    row: 7,
    from: ['generated', 'accredited', 'issuing', 'status-only'],
    event: 'compromised',
    by: custodian,
    to: 'compromised',
    entries: [
      'enclave:incident.recorded',
      'enclave:issuerKey.compromised',
      'enclave:issuerKey.stateChanged',
    ],
  },
];

const EVENTS: Readonly<Record<KeyStateTarget, string>> = {
  accredited: 'accredited',
  issuing: 'issuingStarted',
  'status-only': 'issuingEnded',
  retired: 'retired',
  compromised: 'compromised',
};

/** Tells whether custodians may bring a key from one state into another. */
export const mayBecome = (from: IssuerKeyState, to: KeyStateTarget): boolean =>
  findTransition(issuerKeyTransitions, from, EVENTS[to]) !== undefined;

/** Whether a key in this state finishes the certificates that it intended before. */
export const finishesIntents = (state: IssuerKeyState): boolean =>
  state === 'issuing' || state === 'status-only';

/** How custodians name each step where they type it in the room. */
export const keyStateCommands: Readonly<Record<KeyStateTarget, string>> = {
  accredited: 'accredit',
  issuing: 'start-issuing',
  'status-only': 'end-issuing',
  retired: 'retire',
  compromised: 'revoke-all',
};
