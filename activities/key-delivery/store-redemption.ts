import { provenKey, readProofs } from '../../adapters/jpki/proof-evidence.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { CaseFile, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { StoredInput } from '../../db/decision/staff-input.ts';
import { defaultPolicyValues } from '../../domain/governance/policy.ts';
import type { RedemptionResult } from '../../domain/key-delivery/redemption-input.ts';
import type { AskedCodeStep } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { ANSWERED, applied, codeRows, unusable } from './code-change.ts';
import type { RedemptionOutcome } from './contract.ts';
import { refuseInput, type CodeInputProblem } from './refuse-input.ts';
import { refusedBy } from './store-made-code.ts';

type RedeemStep = Extract<AskedCodeStep, { do: 'redeem' }>;

/** What the room said of a redemption, on its way to the case. */
export interface RedemptionAnswer {
  readonly file: CaseFile;
  readonly code: CodeRow;
  readonly input: StoredInput;
  readonly step: RedeemStep;
  readonly answer: unknown;
  readonly now: Date;
}

const DETAIL = /^[\w./-]{1,100}$/;
const MAX = defaultPolicyValues.codeAttemptsMax;

/** An answer is anything until it was looked at. */
function readOutcome(answer: unknown): RedemptionOutcome | undefined {
  const said = Object(answer) as Readonly<Record<string, unknown>>;
  const { outcome, keys, attemptsLeft, state } = said;
  const isSaid = {
    redeemed: Array.isArray(keys) && keys.every((key) => typeof key === 'string'),
    wrongCode: Number.isSafeInteger(attemptsLeft) && Number(attemptsLeft) >= 0,
    locked: true,
    keyRefused: typeof said['detail'] === 'string',
    used: true,
    notLive: ['none', 'voided', 'lapsed', 'locked'].includes(String(state)),
  };
  return Object.hasOwn(isSaid, String(outcome)) && isSaid[outcome as keyof typeof isSaid]
    ? (said as unknown as RedemptionOutcome)
    : undefined;
}

/**
 * Stores what the room said of a redemption, and where it takes the case: to issuing with the keys (row 22), or nowhere. A
 * wrong code has its entry in the room's book alone; what the room did not take for its keys is refused here as well.
 */
export function storeRedemption(deps: OfficeDependencies, given: RedemptionAnswer): CaseAct {
  const { code, step, now } = given;
  const said = readOutcome(given.answer);
  if (!said) return refusedBy(undefined, now);
  const id = step.inputId;
  const stays = { state: 'keyDelivery', isApplied: false } as const;
  switch (said.outcome) {
    case 'redeemed':
      return redeemed(deps, given, said.keys);
    case 'wrongCode': {
      const { attemptsLeft } = said;
      const failures = Math.max(code.failures, MAX - attemptsLeft);
      const result: RedemptionResult = { ...stays, outcome: 'wrongCode', attemptsLeft };
      return { change: ANSWERED, codes: codeRows({ ...code, failures }), ...applied(id, result) };
    }
    case 'locked': {
      const locked = unusable({ ...code, failures: MAX }, 'locked', now);
      const result: RedemptionResult = { ...stays, outcome: 'locked', attemptsLeft: 0 };
      return { change: locked.change, codes: codeRows(locked.code), ...applied(id, result) };
    }
    case 'keyRefused': {
      const detail = DETAIL.test(said.detail) ? said.detail : 'unknown';
      return refused(deps, given, { problem: 'keyRefused', detail });
    }
    case 'used':
      return refused(deps, given, { problem: 'used' });
    default: {
      const { state } = said;
      const act = refused(deps, given, { problem: 'notLive' });
      if (state === 'none') return act;
      const ended = unusable(code, state, now);
      return { ...act, change: ended.change, codes: codeRows(ended.code) };
    }
  }
}

function refused(
  deps: OfficeDependencies,
  { file, input, step, now }: RedemptionAnswer,
  {
    problem,
    detail,
  }: { readonly problem: 'keyRefused' | 'used' | 'notLive'; readonly detail?: string },
): CaseAct {
  const result = { outcome: problem, ...(detail === undefined ? {} : { detail }) };
  const act = refuseInput(
    deps,
    { inputId: step.inputId, input, file, now },
    { problem: problem satisfies CodeInputProblem, result },
  );
  return { ...act, change: ANSWERED };
}

/** SHA-256 of each key that a redemption came with, in the order of their orders; none if one cannot be read. */
export function keysOf(
  { evidence }: OfficeDependencies,
  { row }: CaseFile,
  proofSha256: string,
): string[] {
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [proofSha256]);
  const proofs = readProofs(octets.get(proofSha256) as Buffer);
  try {
    return proofs.toSorted((a, b) => a.order - b.order).map((proof) => sha256Hex(provenKey(proof)));
  } catch (error) {
    if (error instanceof MalformedDer) return [];
    throw error;
  }
}

/** The keys of the orders, and the case on its way to the room. */
export const withKeys = (keys: readonly string[]): CaseAct => ({
  change: { ...ANSWERED, state: 'issuing', stateDeadline: null },
  keys: keys.map((spki_sha256, i) => ({ spki_sha256, order_number: i + 1 })),
});

function redeemed(
  deps: OfficeDependencies,
  { file, code, step, now }: RedemptionAnswer,
  said: readonly string[],
): CaseAct {
  const keys = keysOf(deps, file, step.proofSha256);
  // Any poller of the queue is believed by Temporal, not by us: the keys are those that came.
  if (keys.join() !== said.join() || keys.length !== file.orders.length) {
    return refusedBy(undefined, now);
  }
  const result: RedemptionResult = { outcome: 'redeemed', state: 'issuing', isApplied: true };
  return {
    ...withKeys(keys),
    codes: codeRows({ ...code, state: 'redeemed', ended_at: now.toISOString() }),
    ...applied(step.inputId, result),
  };
}
