import { createHmac, hash, randomBytes } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type {
  CodeOutcome,
  MadeCode,
  RedeemCodeRequest,
  RedemptionOutcome,
  RoomCodeActivities,
} from '../../activities/key-delivery/contract.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { provenKey, readProofs } from '../../adapters/jpki/proof-evidence.ts';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { redemptionMessage } from '../../domain/key-delivery/code.ts';

interface HeldCode {
  readonly made: MadeCode;
  readonly dispatchId: string;
  /** The K of whoever reads the letter. */
  readonly k: Buffer;
  state: 'live' | 'locked' | 'lapsed' | 'voided' | 'redeemed';
  lapsesAt: number;
  failures: number;
  redeemedFor: string | undefined;
  readonly answers: Map<string, RedemptionOutcome>;
}

interface Stands {
  readonly evidence: EvidenceStore;
  readonly now: () => number;
}

/** A room that keeps the contract of codes: a repeated question gets the answer that was given, and one code a case is live. */
export class FakeCodeRoom implements RoomCodeActivities {
  /** Checks that the next questions for a code are refused by. */
  refusals: string[] = [];
  /** Attempts that come while it is away. */
  attemptsAway = 0;
  /** What it says next of keys, in place of taking them. */
  keyRefusals: string[] = [];
  /** Answers that are lost on their way, after the room has done what was asked. */
  lostAnswers = 0;
  /** What somebody else answers the next redemptions. */
  lies: unknown[] = [];
  /** Until when it keeps its answers to itself. */
  answersAfter: Promise<void> = Promise.resolve();
  /** Every question, in its order. */
  readonly asked: string[] = [];
  readonly #codes = new Map<string, Map<number, HeldCode>>();
  readonly #stands: Stands;

  constructor(stands: Stands) {
    this.#stands = stands;
  }

  /** The K that the letter of a code leads to. */
  keyOf(applicationId: string, codeNumber: number): Buffer {
    return this.#held(applicationId, codeNumber)?.k ?? Buffer.alloc(0);
  }

  /** How the room has a code. */
  stateOf(applicationId: string, codeNumber: number): string | undefined {
    return this.#held(applicationId, codeNumber)?.state;
  }

  /** The letter that a code was made for. */
  letterOf(applicationId: string, codeNumber: number): string | undefined {
    return this.#held(applicationId, codeNumber)?.dispatchId;
  }

  async makeCode(request: Parameters<RoomCodeActivities['makeCode']>[0]): Promise<CodeOutcome> {
    const { applicationId, codeNumber, dispatchId } = request;
    await this.#open(`make ${codeNumber}`);
    const check = this.refusals.shift();
    if (check !== undefined) return { outcome: 'refused', check };
    const codes = this.#codes.get(applicationId) ?? new Map<number, HeldCode>();
    this.#codes.set(applicationId, codes);
    const known = codes.get(codeNumber);
    if (known) return this.#said(known.made);
    for (const before of codes.values()) {
      if (before.state === 'live' || before.state === 'locked') before.state = 'voided';
    }
    const madeAt = this.#stands.now();
    const lapsesAt = madeAt + 60 * DAY_MS;
    const made: MadeCode = {
      outcome: 'made',
      codeNumber,
      salt: randomBytes(16).toString('hex'),
      ciphertextSha256: hash('sha256', dispatchId),
      vendorKeySha256: hash('sha256', 'vendor'),
      madeAt,
      lapsesAt,
    };
    codes.set(codeNumber, {
      made,
      dispatchId,
      k: randomBytes(32),
      state: 'live',
      lapsesAt,
      failures: 0,
      redeemedFor: undefined,
      answers: new Map(),
    });
    return this.#said(made);
  }

  async redeemCode(request: RedeemCodeRequest): Promise<RedemptionOutcome> {
    await this.#open(`redeem ${request.codeNumber}`);
    if (this.lies.length > 0) return this.lies.shift() as RedemptionOutcome;
    const code = this.#held(request.applicationId, request.codeNumber);
    if (!code) return { outcome: 'notLive', state: 'none' };
    const answer = code.answers.get(request.inputId) ?? this.#judge(code, request);
    code.answers.set(request.inputId, answer);
    return this.#said(answer);
  }

  #judge(code: HeldCode, request: RedeemCodeRequest): RedemptionOutcome {
    const { applicationId, chainId, codeNumber, redemptionSha256, proofSha256 } = request;
    const at = { caseId: applicationId, chainId };
    const octets = this.#stands.evidence.get(at, [redemptionSha256, proofSha256]);
    const { nonce, mac } = readCanonicalJson(octets.get(redemptionSha256) as Buffer) as {
      nonce: string;
      mac: string;
    };
    const keys = readProofs(octets.get(proofSha256) as Buffer)
      .toSorted((a, b) => a.order - b.order)
      .map((proof) => hash('sha256', provenKey(proof)));
    if (code.state === 'redeemed') {
      return code.redeemedFor === [mac, ...keys].join()
        ? { outcome: 'redeemed', keys }
        : { outcome: 'used' };
    }
    if (code.state === 'live' && this.#stands.now() >= code.lapsesAt) code.state = 'lapsed';
    if (code.state !== 'live') return { outcome: 'notLive', state: code.state };
    const message = redemptionMessage({ applicationId, codeNumber, nonce, spkiSha256: keys });
    if (createHmac('sha256', code.k).update(message).digest('hex') !== mac) {
      code.failures += 1;
      if (code.failures < 5) return { outcome: 'wrongCode', attemptsLeft: 5 - code.failures };
      code.state = 'locked';
      return { outcome: 'locked' };
    }
    const detail = this.keyRefusals.shift();
    if (detail !== undefined) return { outcome: 'keyRefused', detail };
    code.state = 'redeemed';
    code.redeemedFor = [mac, ...keys].join();
    return { outcome: 'redeemed', keys };
  }

  async noteCodePosted({
    applicationId,
    codeNumber,
    postedAt,
  }: Parameters<RoomCodeActivities['noteCodePosted']>[0]): Promise<{ lapsesAt: number }> {
    await this.#open(`posted ${codeNumber}`);
    const code = this.#held(applicationId, codeNumber);
    if (code) code.lapsesAt = postedAt + 30 * DAY_MS;
    return { lapsesAt: code?.lapsesAt ?? 0 };
  }

  async endCode({
    applicationId,
    codeNumber,
    cause,
  }: Parameters<RoomCodeActivities['endCode']>[0]): ReturnType<RoomCodeActivities['endCode']> {
    await this.#open(`end ${codeNumber} ${cause}`);
    const code = this.#held(applicationId, codeNumber);
    if (!code) return { ended: 'voided' };
    const isOpen = code.state === 'live' || code.state === 'locked';
    if (cause === 'timePassed' && code.state === 'live') {
      if (this.#stands.now() < code.lapsesAt) return { ended: 'notYet' };
      code.state = 'lapsed';
    } else if (isOpen) code.state = 'voided';
    return { ended: code.state as 'voided' | 'lapsed' | 'redeemed' };
  }

  #held(applicationId: string, codeNumber: number): HeldCode | undefined {
    return this.#codes.get(applicationId)?.get(codeNumber);
  }

  async #open(question: string): Promise<void> {
    this.asked.push(question);
    await this.answersAfter;
    if (this.attemptsAway === 0) return;
    this.attemptsAway -= 1;
    throw ApplicationFailure.retryable('CKR_DEVICE_REMOVED', 'HsmUnavailable');
  }

  /** The answer, unless it is lost. */
  #said<T>(answer: T): T {
    if (this.lostAnswers === 0) return answer;
    this.lostAnswers -= 1;
    throw ApplicationFailure.retryable('connection lost', 'HsmUnavailable');
  }
}
