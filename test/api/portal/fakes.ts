import { createSecretKey } from 'node:crypto';
import type { PortalDependencies, PortalRecords } from '../../../api/portal/dependencies.ts';
import { TokenBuckets } from '../../../api/middleware/token-buckets.ts';
import type { Incident } from '../../../api/middleware/incident.ts';
import type { StatusRow } from '../../../db/application/application-status.ts';
import type { RefusedInput } from '../../../db/application/refused-inputs.ts';

/** A row of the status of a case, in the state in which it begins. */
export const aStatusRow = (change: Partial<StatusRow> = {}): StatusRow => ({
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  portalId: 'own-portal',
  state: 'received',
  chainId: '019ad7f2-6a18-7000-8000-00000000c0de',
  ruleSetId: '2026-12',
  notHolding: [],
  stateDeadline: null,
  closedAt: null,
  isCorrected: false,
  withdrawal: null,
  isReceived: false,
  certificates: [],
  ...change,
});

/** Records in memory: one portal with one token, one case, and nothing else. Any of them can fail. */
export class FakeRecords {
  readonly refusedInputs: RefusedInput[] = [];
  row: StatusRow | undefined = aStatusRow();
  failure: Error | undefined;

  #give<T>(value: T): Promise<T> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(value);
  }

  get records(): PortalRecords {
    return {
      portals: {
        findByToken: () =>
          this.#give({ id: 'own-portal', isOpen: true, requestsPerMinute: 1_000_000 }),
        remember: () => undefined,
        remembers: () => true,
      },
      tokens: { findAsserting: () => this.#give(undefined), store: () => this.#give('stored') },
      answers: {
        begin: (_, startedAt) => this.#give({ is: 'new', startedAt }),
        keep: () => this.#give(undefined),
        release: () => this.#give(undefined),
      },
      texts: {
        storeFirst: () => this.#give('stored'),
        storeAnother: () => this.#give(undefined),
        storeOther: () => this.#give('stored'),
        knownNumber: () =>
          this.#give({ portalId: 'own-portal', isOfRequest: false, case: undefined }),
      },
      lookups: {
        see: () =>
          this.#give({ case: undefined, handedOut: undefined, lastSeq: 0, isOwnNumber: true }),
        isOwnNumber: () => this.#give(true),
      },
      receipts: { store: () => this.#give('stored') },
      refused: {
        record: (input) => {
          this.refusedInputs.push(input);
          return this.#give(undefined);
        },
      },
      refusedKeys: { hasAny: () => this.#give(false) },
      status: { find: () => this.#give(this.row) },
      redemptions: {
        newestCode: () => this.#give(undefined),
        keepNonce: () => this.#give(undefined),
        isNonceOf: () => this.#give(false),
        countOf: () => this.#give(0),
        wrongFrom: () => this.#give(0),
        store: () => this.#give(undefined),
        find: () => this.#give(undefined),
      },
      certificates: {
        ofCase: () => this.#give([]),
        deliver: () => this.#give(undefined),
      },
      signing: {
        find: () => this.#give(undefined),
        ownCertificate: () => this.#give(undefined),
        anchorOf: () => this.#give(undefined),
      },
      signedInputs: {
        sameContent: () => this.#give(undefined),
        handedOut: () => this.#give(undefined),
        store: () => this.#give('stored'),
      },
      revocations: {
        certificates: () => this.#give([]),
        see: () => this.#give({ sameInput: undefined, isNumberFree: true, handedOut: undefined }),
        store: () => this.#give('stored'),
        storeUnreadable: () => this.#give('stored'),
        find: () => this.#give([]),
      },
      governance: {
        inForce: () =>
          this.#give({ services: [], explanations: [], ruleSetId: undefined, switchesOff: [] }),
        currentExplanation: () => this.#give(undefined),
        explanation: () => this.#give(undefined),
      },
      uploads: { held: () => this.#give([]), store: () => this.#give('stored') },
      expiring: { find: () => this.#give([]) },
      access: { record: () => this.#give(undefined) },
      events: { after: () => this.#give({ events: [], hasMore: false }) },
      webhooks: {
        find: () => this.#give(undefined),
        set: () => this.#give(undefined),
        remove: () => this.#give(undefined),
        repeat: () => this.#give(undefined),
      },
      webhookKeys: () => this.#give([]),
    };
  }
}

/** Limits that no test reaches unless it sets its own. */
export const NO_LIMITS = {
  portals: new TokenBuckets({ perMinute: 1e9 }),
  strangers: new TokenBuckets({ perMinute: 1e9 }),
  subscribers: new TokenBuckets({ perMinute: 1e9 }),
};

const absent = (): never => {
  throw new Error('not in this test');
};

/** What an app in a test works with; `incidents` is what it reported. */
export function fakeDependencies(fake = new FakeRecords()): {
  readonly fake: FakeRecords;
  readonly incidents: Incident[];
  readonly deps: PortalDependencies;
} {
  const incidents: Incident[] = [];
  const deps: PortalDependencies = {
    records: fake.records,
    evidence: { createChain: absent, put: absent, get: absent, hasKeys: absent, seal: absent },
    limits: NO_LIMITS,
    lifecycle: { nudge: () => Promise.resolve() },
    issuerCertificate: () => Promise.resolve(undefined),
    anchors: [],
    revocationTelephone: '+81 3 0000 0000',
    misuseKey: createSecretKey(Buffer.alloc(32, 7)),
    judgeWebhookUrl: () => Promise.resolve(undefined),
    publicUrl: 'https://portal.example',
    now: () => new Date('2026-12-01T00:00:00Z'),
    report: (incident) => incidents.push(incident),
  };
  return { fake, incidents, deps };
}
