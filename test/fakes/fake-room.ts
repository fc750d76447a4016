import { EventEmitter, once } from 'node:events';
import { ApplicationFailure } from '@temporalio/common';
import type { EnclaveActivities, IssuanceOutcome } from '../../activities/contract.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { GateCheck } from '../../domain/issuance/order-states.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';

type Request = Parameters<EnclaveActivities['issueCertificate']>[0];

/** What a room that issues does with an order: a certificate that is kept in the evidence. */
export interface Issues {
  readonly issuerKeyId: string;
  readonly now: () => number;
  /** Makes and keeps the certificate of an order. */
  issue(request: Request, serialNumber: string): Promise<Buffer>;
}

/**
 * A room that refuses as it is told and issues otherwise, each order once: a repeated request gets the stored
 * answer, as from the real one.
 */
export class FakeRoom implements EnclaveActivities {
  /** Checks that the next requests are refused by. */
  refusals: GateCheck[] = [];
  /** What somebody else answers the next requests, in place of the room; a failure is thrown. */
  lies: unknown[] = [];
  /** Attempts that come while its HSM is away. */
  attemptsAway = 0;
  /** Until when it keeps its answers to itself, as a room whose HSM is slow. */
  answersAfter: Promise<void> = Promise.resolve();
  readonly #asked: { readonly applicationId: string; readonly at: number }[] = [];
  readonly #issued = new Map<string, IssuanceOutcome>();
  readonly #issuer: Issues;

  constructor(issuer: Issues) {
    this.#issuer = issuer;
  }

  /** Keeps its answers to itself until the function is called. */
  silence(): () => void {
    const gate = new EventEmitter();
    this.answersAfter = once(gate, 'answer').then(() => undefined);
    return () => gate.emit('answer');
  }

  /** When it was asked for orders of a case, in milliseconds since 1970. */
  askedFor(applicationId: string): number[] {
    return this.#asked.filter((one) => one.applicationId === applicationId).map(({ at }) => at);
  }

  async issueCertificate(request: Request): Promise<IssuanceOutcome> {
    this.#asked.push({ applicationId: request.applicationId, at: this.#issuer.now() });
    if (this.lies.length > 0) return said(this.lies.shift());
    const known = this.#issued.get(request.orderId);
    if (known) return known;
    await this.answersAfter;
    if (this.attemptsAway > 0) {
      this.attemptsAway -= 1;
      throw ApplicationFailure.retryable('CKR_DEVICE_REMOVED', 'HsmUnavailable');
    }
    const check = this.refusals.shift();
    if (check !== undefined) return { outcome: 'refused', check };
    const serialNumber = newSerialNumber();
    const certificate = await this.#issuer.issue(request, serialNumber);
    const outcome = {
      outcome: 'issued',
      issuerKeyId: this.#issuer.issuerKeyId,
      serialNumber,
      certificateSha256: sha256Hex(certificate),
      intentEntryId: uuidV7(),
    } as const;
    this.#issued.set(request.orderId, outcome);
    return outcome;
  }
}

function said(lie: unknown): IssuanceOutcome {
  if (lie instanceof Error) throw lie;
  return lie as IssuanceOutcome;
}
