import type { CaseAct } from '../../db/decision/commit-case.ts';
import { isForRoom } from '../../domain/key-delivery/code-step.ts';
import {
  readRedemption,
  type RedemptionResult,
} from '../../domain/key-delivery/redemption-input.ts';
import { standingOf } from '../application/code-standing.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { applied } from './code-change.ts';
import { refuseInput, type CodeInput } from './refuse-input.ts';
import { keysOf } from './store-redemption.ts';

/**
 * A redemption of the code that is live is left for the room, which alone can judge it. For the keys that it was redeemed for it is
 * answered as before; any other has no effect.
 */
export function applyRedemption(deps: OfficeDependencies, given: CodeInput): CaseAct | 'left' {
  const { inputId, input, file } = given;
  const { code, row } = file;
  const read = readRedemption(input.content);
  if (!read) return refuseInput(deps, given, { problem: 'contentUnreadable' });
  if (row.state === 'keyDelivery' && isForRoom(standingOf(code, row), input)) return 'left';
  const isRedeemed = code?.state === 'redeemed' && code.code_number === read.codeNumber;
  if (!isRedeemed || !file.redemption) {
    return refuseInput(deps, given, { problem: 'notLive', result: { outcome: 'notLive' } });
  }
  const [came, redeemed] = [read.proofSha256, file.redemption.proofSha256].map((sha256) =>
    keysOf(deps, file, sha256).join(),
  );
  if (came !== redeemed) {
    return refuseInput(deps, given, { problem: 'used', result: { outcome: 'used' } });
  }
  const result: RedemptionResult = { outcome: 'redeemed', state: row.state, isApplied: false };
  return applied(inputId, result);
}
